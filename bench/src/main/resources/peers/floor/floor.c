/*
 * The floor: one write() per delivery and next to nothing else. Each thread has a listener, an epoll, and its part of the
 * subscribers; what is published is written by each thread to its own, one after the other, in the order of a list that all
 * threads read. Sockets block, so a reader that is behind is waited for and nothing is lost.
 *
 * Usage: floor PORT HEARTBEAT_SECONDS THREADS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST = 16384, TOPICS = 65536, THREADS = 64, MOST_FILES = 1 << 20 };

typedef struct Event {
    struct Event *_Atomic next;
    atomic_int readers;
    int topic;
    int length;
    char bytes[];
} Event;

typedef struct {
    int *sockets;
    int count;
} Subscribers;

typedef struct {
    char *request; /* NULL once it is a subscriber */
    int length;
    int topic;
} Connection;

typedef struct {
    int epoll, listener, wakeup;
    Event *last; /* the last one that was written */
    Subscribers topics[TOPICS];
} Thread;

static Thread *threads[THREADS];
static int thread_count, heartbeat;
static Connection *connections; /* by descriptor */
static pthread_mutex_t publishing = PTHREAD_MUTEX_INITIALIZER;
static Event *_Atomic newest;
static long ids;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

/* True if all of it was taken; a socket whose peer has gone is closed when that is read. */
static bool put(int socket, const char *bytes, int length) {
    while (length > 0) {
        ssize_t taken = write(socket, bytes, length);
        if (taken < 0) return false;
        bytes += taken;
        length -= taken;
    }
    return true;
}

static void subscribe(Thread *thread, int socket, int topic) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n\r\n";
    Subscribers *all = &thread->topics[topic];
    if ((all->count & (all->count - 1)) == 0) {
        all->sockets = realloc(all->sockets, sizeof(int) * (all->count ? 2 * all->count : 1));
    }
    all->sockets[all->count++] = socket;
    connections[socket].topic = topic;
    free(connections[socket].request);
    connections[socket].request = NULL;
    put(socket, head, sizeof head - 1);
}

static void publish(int topic, const char *data, int length) {
    Event *event = malloc(sizeof(Event) + length + 64);
    pthread_mutex_lock(&publishing);
    int head = sprintf(event->bytes, "id: %ld\ndata: ", ++ids);
    memcpy(event->bytes + head, data, length);
    memcpy(event->bytes + head + length, "\n\n", 2);
    event->length = head + length + 2;
    event->topic = topic;
    event->next = NULL;
    event->readers = thread_count;
    Event *before = newest;
    before->next = event;
    newest = event;
    pthread_mutex_unlock(&publishing);
    for (int i = 0; i < thread_count; i++) eventfd_write(threads[i]->wakeup, 1);
}

/* All that is there by now: what comes meanwhile waits for the next turn, after the requests of this thread's own publishers. */
static void deliver(Thread *thread) {
    Event *until = newest;
    while (thread->last != until) {
        Event *event = thread->last->next;
        Subscribers *all = &thread->topics[event->topic];
        for (int i = 0; i < all->count; i++) put(all->sockets[i], event->bytes, event->length);
        Event *before = thread->last;
        thread->last = event;
        if (--before->readers == 0) free(before);
    }
}

static void beat(Thread *thread) {
    for (int topic = 0; topic < TOPICS; topic++) {
        for (int i = 0; i < thread->topics[topic].count; i++) put(thread->topics[topic].sockets[i], ":\n\n", 3);
    }
}

static void leave(Thread *thread, int socket) {
    Connection *connection = &connections[socket];
    if (!connection->request) {
        Subscribers *all = &thread->topics[connection->topic];
        for (int i = 0; i < all->count; i++) {
            if (all->sockets[i] == socket) {
                memmove(all->sockets + i, all->sockets + i + 1, sizeof(int) * (all->count - i - 1));
                all->count--;
                break;
            }
        }
    }
    free(connection->request);
    connection->request = NULL;
    close(socket);
}

/* "topic=bench" is 0, "topic=t00042" is 42. */
static int topic_of(const char *request) {
    const char *topic = strstr(request, "topic=");
    return topic && topic[6] == 't' ? atoi(topic + 7) % TOPICS : 0;
}

static void request(Thread *thread, int socket) {
    Connection *connection = &connections[socket];
    if (!connection->request) {
        char ignored[256];
        if (read(socket, ignored, sizeof ignored) <= 0) leave(thread, socket);
        return;
    }
    ssize_t count = read(socket, connection->request + connection->length, REQUEST - 1 - connection->length);
    if (count <= 0) {
        leave(thread, socket);
        return;
    }
    connection->length += count;
    connection->request[connection->length] = 0;
    char *body = strstr(connection->request, "\r\n\r\n");
    if (!body) return;
    body += 4;
    if (connection->request[0] == 'G') {
        subscribe(thread, socket, topic_of(connection->request));
        return;
    }
    const char *header = strcasestr(connection->request, "\r\nContent-Length:");
    int length = header ? atoi(header + 17) : 0;
    if (connection->length - (body - connection->request) < length) return;
    static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";
    publish(topic_of(connection->request), body, length);
    connection->length = 0;
    put(socket, answer, sizeof answer - 1);
}

static void watch(Thread *thread, int descriptor) {
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(thread->epoll, EPOLL_CTL_ADD, descriptor, &interest)) fail("epoll_ctl");
}

static void welcome(Thread *thread) {
    int one = 1, socket;
    while ((socket = accept4(thread->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connections[socket] = (Connection) {.request = malloc(REQUEST)};
        watch(thread, socket);
    }
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void *run(void *argument) {
    Thread *thread = argument;
    struct epoll_event ready[256];
    long next = now() + heartbeat * 1000L;
    while (true) {
        long left = next - now();
        int count = epoll_wait(thread->epoll, ready, 256, heartbeat ? left > 0 ? left : 0 : -1);
        for (int i = 0; i < count; i++) {
            int descriptor = ready[i].data.fd;
            eventfd_t ignored;
            if (descriptor == thread->listener) welcome(thread);
            else if (descriptor == thread->wakeup) eventfd_read(descriptor, &ignored);
            else request(thread, descriptor);
        }
        deliver(thread);
        if (heartbeat && now() >= next) {
            beat(thread);
            next += heartbeat * 1000L;
        }
    }
    return NULL;
}

static Thread *prepare(int port) {
    Thread *thread = calloc(1, sizeof(Thread));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    thread->last = newest;
    thread->epoll = epoll_create1(EPOLL_CLOEXEC);
    thread->wakeup = eventfd(0, EFD_NONBLOCK);
    thread->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(thread->listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (bind(thread->listener, (struct sockaddr *) &address, sizeof address)) fail("bind");
    if (listen(thread->listener, 4096)) fail("listen");
    watch(thread, thread->wakeup);
    watch(thread, thread->listener);
    return thread;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "Usage: floor PORT HEARTBEAT_SECONDS THREADS\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max = files.rlim_max < MOST_FILES ? files.rlim_max : MOST_FILES;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    connections = calloc(files.rlim_max, sizeof(Connection));
    newest = calloc(1, sizeof(Event));
    heartbeat = atoi(arguments[2]);
    thread_count = atoi(arguments[3]);
    newest->readers = thread_count;
    for (int i = 0; i < thread_count; i++) threads[i] = prepare(atoi(arguments[1]));
    pthread_t last;
    for (int i = 0; i < thread_count; i++) pthread_create(&last, NULL, run, threads[i]);
    pthread_join(last, NULL);
}
