package io.freshet.bench.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.freshet.bench.HubToken;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.SseBlock;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber on plain sockets that does what any good client does: it comes back with its {@code Last-Event-ID} and what it was told
 * that it has selected there, after the time that the server has set, also when it has heard nothing for longer than two heartbeats. A process has many, each with a thread, and
 * prints what they receive, as {@link Audience#hear} reads it.
 */
final class Listener implements Runnable {
    private static final int FLUSH_MILLIS = 20;
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final Pattern HEARTBEAT = Pattern.compile("\"heartbeat\":(\\d+)");
    private static final Pattern FINGERPRINT = Pattern.compile("\"fingerprint\":\"([^\"]+)\"");

    private final PrintStream out;
    private final int number;
    private final InetAddress host;
    private final int port;
    private final String path;

    private @Nullable String lastEventId;
    private String fingerprint = "";
    private long retryMillis = 1000;
    private Duration patience = Duration.ofSeconds(30);

    private Listener(PrintStream out, int number, InetAddress host, int port, String path) {
        this.out = out;
        this.number = number;
        this.host = host;
        this.port = port;
        this.path = path;
    }

    /** Its arguments: host, port, path with a query, the first subscriber's number, how many there are. */
    public static void main(String[] arguments) throws UnknownHostException {
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, US_ASCII);
        InetAddress host = InetAddress.getByName(arguments[0]);
        int first = Integer.parseInt(arguments[3]);
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            Listener listener = new Listener(out, first + i, host, Integer.parseInt(arguments[1]), arguments[2]);
            new Thread(listener, "listener-" + (first + i)).start();
        }
        while (!out.checkError()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS));
        }
        // Nobody listens to us any more.
        System.exit(0);
    }

    @Override
    public void run() {
        while (true) {
            try {
                listen();
            } catch (IOException | IllegalArgumentException dropped) {
                // Comes back below, whatever it was; what was cut is not counted as received.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                    ThreadLocalRandom.current().nextLong(retryMillis / 2, retryMillis + 1)));
        }
    }

    private void listen() throws IOException {
        tell("attempt", lastEventId == null ? "-" : lastEventId, "");
        RawSseClient.Request request = RawSseClient.to(host, port, path + "&subscriber=raw-" + number + fingerprint)
                .header("Authorization", "Bearer " + HubToken.of("listener-" + number));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try (RawSseClient client = request.open()) {
            if (client.head().status() != 200) {
                return;
            }
            for (SseBlock block = client.block(patience); block != null; block = client.block(patience)) {
                hear(block);
            }
        }
    }

    private void hear(SseBlock block) {
        if (block.retry() != null) {
            retryMillis = block.retry();
        }
        String id = block.id();
        if (id == null) {
            return;
        }
        lastEventId = id;
        if (block.is("connect") || block.is("gap")) {
            Matcher told = FINGERPRINT.matcher(block.data());
            fingerprint = told.find() ? "&fingerprint=" + told.group(1) : "";
        }
        if (block.is("connect")) {
            Matcher heartbeat = HEARTBEAT.matcher(block.data());
            if (heartbeat.find()) {
                patience = Duration.ofMillis(2 * Long.parseLong(heartbeat.group(1)))
                        .plus(SLACK);
            }
        }
        String what = !block.isEvent() ? "at" : block.isOwn() ? block.name() : "event";
        String rest = what.equals("event") ? " " + block.data() : "";
        tell(what, id, rest);
    }

    private void tell(String what, String id, String rest) {
        out.print(System.nanoTime() + " " + number + " " + what + " " + id + rest + "\n");
    }
}
