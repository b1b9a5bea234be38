package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Hub;
import io.freshet.Owner;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One client's coming and going, in one of the ways there are. */
final class Visit {
    /** Owners of clients that read to the end: nothing that happens to others may end their connections. */
    static final String INNOCENT = "innocent-";

    private final Hub hub;
    private final int port;
    private final String name;
    private final Random random;

    Visit(Hub hub, int port, String name, Random random) {
        this.hub = hub;
        this.port = port;
        this.name = name;
        this.random = random;
    }

    void go() throws Exception {
        switch (random.nextInt(11)) {
            case 0 -> leave(open(""), false);
            case 1 -> leave(open(""), true);
            case 2 -> goDuringRequest();
            case 3 -> leave(request(name, "").send(), random.nextBoolean());
            case 4 -> goDuringWrite();
            case 5 -> goWhileWaiting();
            case 6 -> endedByUs();
            case 7 -> replaced();
            case 8 -> refused();
            case 9 -> endedDuringHandOver();
            default -> readAndLeave();
        }
    }

    private RawSseClient.Request request(String owner, String query) {
        return RawSseClient.to(port, "/events?owner=" + owner + query);
    }

    private RawSseClient open(String query) throws IOException {
        RawSseClient client = request(name, query).open();
        client.event("connect");
        return client;
    }

    private static void leave(RawSseClient client, boolean abruptly) throws IOException {
        if (abruptly) {
            client.reset();
        } else {
            client.close();
        }
    }

    private void goDuringRequest() throws IOException {
        RawSseClient client = RawSseClient.connectOnly(port);
        String text = request(name, "").text();
        client.write(text.substring(0, random.nextInt(text.length())));
        leave(client, random.nextBoolean());
    }

    private void goDuringWrite() throws IOException {
        RawSseClient client =
                request(name, "&topics=bulk,news").receiveBuffer(4096).open();
        client.event("bulk");
        LockSupport.parkNanos(random.nextInt(20_000_000));
        leave(client, random.nextBoolean());
    }

    private void goWhileWaiting() throws IOException {
        RawSseClient first = open("&limit=1&subscriber=first");
        if (random.nextBoolean()) {
            hub.close(Owner.of(name), CloseReason.GOODBYE);
        }
        RawSseClient waiting = request(name, "&limit=1&subscriber=second").send();
        LockSupport.parkNanos(random.nextInt(30_000_000));
        leave(waiting, random.nextBoolean());
        leave(first, random.nextBoolean());
    }

    private void readAndLeave() throws IOException {
        RawSseClient client = open("");
        for (int i = random.nextInt(20); i >= 0; i--) {
            client.event("news");
        }
        leave(client, random.nextBoolean());
    }

    private String innocent() {
        return INNOCENT + name;
    }

    /** Twice, on one TCP connection if the first response leaves it open: the container serves both with the same objects. */
    private void endedByUs() throws IOException {
        RawSseClient.Request request = request(innocent(), "");
        try (RawSseClient client = request.open()) {
            readToTheEnd(client);
            if (client.isKeptAlive()) {
                client.next(request);
                readToTheEnd(client);
            }
        } catch (IOException failure) {
            throw new IOException("a client that did no wrong was cut off", failure);
        }
    }

    private void readToTheEnd(RawSseClient client) throws IOException {
        assertThat(client.head().status()).isEqualTo(200);
        client.event("connect");
        client.event("news");
        hub.close(Owner.of(innocent()), CloseReason.CLOSED);
        assertClosed(client);
    }

    private static void assertClosed(RawSseClient client) throws IOException {
        assertThat(client.rest()).last().extracting(SseBlock::name).isEqualTo("close");
    }

    private void replaced() throws IOException {
        RawSseClient.Request request = request(innocent(), "&limit=1&subscriber=tab");
        try (RawSseClient older = request.open()) {
            older.event("connect");
            try (RawSseClient newer = request.open()) {
                newer.event("connect");
                SseBlock last = Objects.requireNonNull(older.event());
                while (!last.name().equals("close")) {
                    // Who does not read is ended for that, and then the older one is not replaced at all.
                    newer.event("news");
                    last = Objects.requireNonNull(older.event());
                }
                assertThat(last.data()).contains("replaced");
                assertThat(older.block()).isNull();
                newer.event("news");
                hub.close(Owner.of(innocent()), CloseReason.CLOSED);
                assertClosed(newer);
            }
        }
    }

    /** Who is refused hears so, and who is there stays. */
    private void refused() throws IOException {
        RawSseClient.Request request = request(innocent(), "&limit=1");
        try (RawSseClient holder = request.open()) {
            holder.event("connect");
            try (RawSseClient refused = request.open()) {
                assertThat(refused.head().status()).isEqualTo(429);
                assertThat(refused.rest())
                        .singleElement()
                        .extracting(SseBlock::name)
                        .isEqualTo("error");
            }
            holder.event("news");
            hub.close(Owner.of(innocent()), CloseReason.CLOSED);
            assertClosed(holder);
        }
    }

    /** The end may come before there is anything to end, while the response begins, or behind its first block. */
    private void endedDuringHandOver() throws IOException {
        try (RawSseClient client = request(innocent(), "").send()) {
            LockSupport.parkNanos(random.nextInt(2_000_000));
            hub.close(Owner.of(innocent()), CloseReason.CLOSED);
            assertThat(client.head().status()).isEqualTo(200);
            if (!Objects.requireNonNull(client.event()).name().equals("close")) {
                hub.close(Owner.of(innocent()), CloseReason.CLOSED);
                assertClosed(client);
            }
        }
    }
}
