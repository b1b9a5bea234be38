package io.freshet.showcase;

import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A tab on a share link that is refreshed faster than a browser could, over plain sockets. For one thread at a time. */
final class StormTab implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final int port;
    private final Caller user;
    private final @Nullable String subscriber;
    private final Random random;
    private @Nullable RawSseClient stream;
    /** What the stream said that it is; null until that has been read. */
    private @Nullable String connection;

    private final List<String> connections = new ArrayList<>();
    private int comments;

    /** @param subscriber the id that the tab keeps; null for one that has none, as the platform's own EventSource */
    StormTab(int port, Caller user, @Nullable String subscriber, Random random) {
        this.port = port;
        this.user = user;
        this.subscriber = subscriber;
        this.random = random;
    }

    private RawSseClient.Request request(String path) {
        return RawSseClient.to(port, "/share-links/storm" + path).header("Authorization", user.password());
    }

    private RawSseClient ask() throws IOException {
        return request("/events" + (subscriber == null ? "" : "?subscriber=" + subscriber))
                .send();
    }

    void open() throws IOException {
        connection = null;
        stream = ask();
    }

    StormTab openAndAwait() throws IOException {
        open();
        return awaitConnect();
    }

    /** Refreshes so often, and waits for what comes of it only then. */
    StormTab refresh(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            refresh();
        }
        return awaitConnect();
    }

    /** Goes and comes back in one of the ways there are, without waiting for anything. */
    void refresh() throws IOException {
        RawSseClient old = stream;
        switch (random.nextInt(subscriber == null ? 4 : 5)) {
            case 0 -> {
                old.close();
                open();
            }
            case 1 -> {
                old.reset();
                open();
            }
            case 2 -> {
                open();
                old.close();
            }
            case 3 -> {
                awaitConnect();
                old.close();
                open();
            }
            default -> {
                awaitConnect();
                String left = connection;
                old.close();
                open();
                goodbye(left);
            }
        }
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
        }
    }

    private void goodbye(String left) throws IOException {
        try (RawSseClient answer = request("/events/goodbye?subscriber=" + subscriber + "&connection=" + left)
                .method("POST")
                .header("Content-Length", "0")
                .open()) {
            if (answer.head().status() != 204) {
                throw new AssertionError("a goodbye was answered with " + answer.head());
            }
        }
    }

    String user() {
        return user.user();
    }

    /** All connections that this tab has waited for. */
    List<String> connections() {
        return connections;
    }

    /** What the last request is answered with. */
    int status() throws IOException {
        return stream.head().status();
    }

    /** Waits for the stream to begin, unless it has. */
    StormTab awaitConnect() throws IOException {
        if (connection == null) {
            if (status() != 200) {
                throw new AssertionError("refused with " + stream.head() + stream.text());
            }
            SseBlock first = event();
            if (first == null || !first.name().equals("connect")) {
                throw new AssertionError("the stream began with " + first);
            }
            connection = JSON.readTree(first.data()).get("connection").stringValue();
            connections.add(connection);
        }
        return this;
    }

    /** The next event, whatever it is. */
    @Nullable
    SseBlock event() throws IOException {
        return stream.block(block -> {
            comments += block.comments().size();
            return block.isEvent();
        });
    }

    /** How many comments came among what was read. */
    int comments() {
        return comments;
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }

    void reset() throws IOException {
        stream.reset();
    }
}
