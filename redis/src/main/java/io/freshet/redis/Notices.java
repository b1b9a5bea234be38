package io.freshet.redis;

import io.freshet.ClusterNotices;
import io.freshet.Owner;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other nodes say of places, over a connection of its own to the Redis of the session that there is. Whenever it is made anew, what
 * was said meanwhile is missed.
 */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private static final long PAUSE_MILLIS = 500;

    private final Connections connections;
    private final String prefix;
    private final ScheduledExecutorService timer;
    private final long patienceMillis;

    // All below is guarded by this.
    private @Nullable ClusterNotices told;
    private @Nullable Session session;
    private @Nullable StatefulRedisPubSubConnection<String, String> connection;
    private @Nullable String node;
    private boolean closed;
    /** Counts the connections that were asked for, so that only the last one counts. */
    private int asked;

    /** @param patience how long Redis may take to answer before the connection counts as dead */
    Notices(Connections connections, String prefix, ScheduledExecutorService timer, Duration patience) {
        this.connections = connections;
        this.prefix = prefix;
        this.timer = timer;
        this.patienceMillis = patience.toMillis();
    }

    synchronized void begin(ClusterNotices newTold) {
        told = newTold;
    }

    /** What this node is called from here on. */
    synchronized void isCalled(String newNode) {
        if (connection != null) {
            if (node != null) {
                connection.async().unsubscribe(channelOf(node));
            }
            listen(connection, channelOf(newNode));
        }
        node = newNode;
    }

    private String channelOf(String name) {
        return prefix + "at:" + name;
    }

    /** There is another session. */
    synchronized void follow(Session newSession) {
        if (session != newSession) {
            session = newSession;
            connect();
        }
    }

    private synchronized void connect() {
        StatefulRedisPubSubConnection<String, String> before = connection;
        connection = null;
        if (before != null) {
            connections.end(before);
        }
        Session current = session;
        if (closed || current == null) {
            return;
        }
        int asking = ++asked;
        connections.connectPubSub(current.uri()).whenComplete((made, failure) -> {
            if (failure == null) {
                connected(asking, made);
            } else {
                LOG.debug("The notices of other nodes cannot be had", failure);
                again(asking);
            }
        });
    }

    private void connected(int asking, StatefulRedisPubSubConnection<String, String> made) {
        made.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard(message);
            }
        });
        made.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                again(asking);
            }
        });
        String[] channels;
        synchronized (this) {
            if (closed || asking != asked) {
                connections.end(made);
                return;
            }
            connection = made;
            channels = node == null ? new String[] {prefix + "all"} : new String[] {prefix + "all", channelOf(node)};
        }
        listen(made, channels);
        ping(made);
    }

    /** A connection that only listens would not notice that it is dead, and one that is idle for long may be forgotten on the way. */
    private synchronized void ping(StatefulRedisPubSubConnection<String, String> made) {
        if (closed || made != connection) {
            return;
        }
        RedisFuture<String> pong = made.async().ping();
        timer.schedule(
                () -> {
                    if (pong.isDone() && pong.getError() == null) {
                        ping(made);
                    } else {
                        connections.end(made);
                    }
                },
                patienceMillis,
                TimeUnit.MILLISECONDS);
    }

    /** Nothing was heard on these before. */
    private void listen(StatefulRedisPubSubConnection<String, String> made, String... channels) {
        made.async().subscribe(channels).whenComplete((subscribed, failure) -> {
            ClusterNotices listening = listening();
            if (failure == null && listening != null) {
                listening.missed();
            } else if (failure != null) {
                connections.end(made);
            }
        });
    }

    private synchronized @Nullable ClusterNotices listening() {
        return closed ? null : told;
    }

    private synchronized void again(int asking) {
        if (!closed && asking == asked) {
            timer.schedule(() -> connectIfLast(asking), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void connectIfLast(int asking) {
        if (asking == asked) {
            connect();
        }
    }

    private void heard(String message) {
        ClusterNotices listening = listening();
        if (listening == null) {
            return;
        }
        String[] parts = message.split("\n", -1);
        Owner owner = PlaceTerms.owner(parts[1]);
        switch (parts[0]) {
            case "contested" -> listening.contested(PlaceTerms.subscriber(owner, parts[2] + "\n" + parts[3]));
            case "wanted" -> listening.wanted(owner, parts[2]);
            case "vacated" -> listening.vacated(owner);
            default -> LOG.debug("Another node says '{}', which this one does not know", parts[0]);
        }
    }

    /** Tells nothing any more; its connection ends with the others. */
    synchronized void close() {
        closed = true;
    }
}
