package io.freshet.showcase;

import io.freshet.testkit.SseBlock;
import io.freshet.testkit.SseClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A tab on a share link that is refreshed faster than a browser could. For one thread at a time. */
final class StormTab implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final StormBrowser browser;
    private final Caller user;
    private final @Nullable String subscriber;
    private final Random random;
    private @Nullable SseClient stream;
    /** What the page that it shows calls itself: see {@link StreamWatch}. */
    private String page = "";
    /** What the stream said that it is; null until that has been read. */
    private @Nullable String connection;

    private final List<Shown> shown = new ArrayList<>();
    private int comments;

    /** @param subscriber the id that the tab keeps; null for one that has none, as the platform's own EventSource */
    StormTab(StormBrowser browser, Caller user, @Nullable String subscriber, Random random) {
        this.browser = browser;
        this.user = user;
        this.subscriber = subscriber;
        this.random = random;
    }

    /** A page whose stream began, and which connection that was. */
    record Shown(String page, String connection) {}

    void open() throws IOException {
        connection = null;
        page = UUID.randomUUID().toString();
        browser.load(user);
        stream = browser.request(path("/events?page=" + page + (subscriber == null ? "" : "&subscriber=" + subscriber)))
                .header("Authorization", user.password())
                .send();
    }

    private static String path(String rest) {
        return "/share-links/storm" + rest;
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
        SseClient old = stream;
        switch (random.nextInt(subscriber == null ? 4 : 5)) {
            case 0 -> {
                browser.leave(old);
                open();
            }
            case 1 -> {
                old.reset();
                open();
            }
            case 2 -> {
                open();
                browser.leave(old);
            }
            case 3 -> {
                awaitConnect();
                browser.leave(old);
                open();
            }
            default -> {
                awaitConnect();
                String left = connection;
                browser.leave(old);
                open();
                goodbye(left);
            }
        }
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
        }
    }

    private void goodbye(String left) {
        Caller.Answer answer = user.post(path("/events/goodbye?subscriber=" + subscriber + "&connection=" + left), "");
        if (answer.status() != 204) {
            throw new AssertionError("a goodbye was answered with " + answer);
        }
    }

    String user() {
        return user.user();
    }

    /** All pages whose streams this tab has waited for. */
    List<Shown> shown() {
        return shown;
    }

    /** What the last page calls itself. */
    String page() {
        return page;
    }

    /** What the last request is answered with. */
    int status() throws IOException {
        return stream.head().status();
    }

    /** Waits for the stream to begin, unless it has. */
    StormTab awaitConnect() throws IOException {
        if (connection == null) {
            if (status() != 200) {
                throw new AssertionError("refused with " + stream.head() + " " + stream.rest());
            }
            SseBlock first = event();
            if (first == null || !first.name().equals("connect")) {
                throw new AssertionError("the stream began with " + first);
            }
            connection = JSON.readTree(first.data()).get("connection").stringValue();
            shown.add(new Shown(page, connection));
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
            browser.leave(stream);
        }
    }

    void reset() throws IOException {
        stream.reset();
    }
}
