package io.freshet.bench.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.EventId;
import io.freshet.bench.HubToken;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A publisher: a thread that posts numbered events at a pace, one after the other's answer. It connects anew whenever its connection
 * breaks, and repeats what was not acknowledged under another number, at its next turn.
 */
final class Poster implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 30_000;
    private static final String CLOSES = "connection: close";
    private static final String LENGTH = "content-length:";
    private static final int STATUS = "http/1.1 ".length();

    private final int number;
    private final Address address;
    private final Ledger ledger;
    private final long intervalNanos;
    private final String head;
    private final Thread thread;
    private volatile boolean stopped;

    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Poster(int number, Address address, Ledger ledger, long intervalNanos) {
        this.number = number;
        this.address = address;
        this.ledger = ledger;
        this.intervalNanos = intervalNanos;
        this.head = "POST " + Address.PATH + " HTTP/1.1\r\nHost: faults\r\nAuthorization: Bearer "
                + HubToken.of("publisher")
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
        this.thread = new Thread(this::run, "poster-" + number);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(intervalNanos);
        while (!stopped) {
            // Those that could not be sent in their time are not made up for.
            due = Math.max(due + intervalNanos, System.nanoTime() - intervalNanos);
            for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int attempt = ledger.attempt(number);
            try {
                EventId id = post(number + "+" + attempt);
                if (id != null) {
                    ledger.acknowledged(number, attempt, id);
                }
            } catch (IOException unknown) {
                // It may have been taken or not: it is not owed to anybody.
                disconnect();
            }
        }
        disconnect();
    }

    /** @return null if it was refused */
    private @Nullable EventId post(String data) throws IOException {
        Socket open = connected();
        String body = "topic=" + Address.TOPIC + "&data=" + data;
        open.getOutputStream().write((head + body.length() + "\r\n\r\n" + body).getBytes(US_ASCII));
        InputStream answer = this.in;
        if (answer == null) {
            throw new IOException("not connected");
        }
        int status = Integer.parseInt(line(answer).substring(STATUS, STATUS + 3));
        int length = 0;
        boolean closes = false;
        for (String header = line(answer); !header.isEmpty(); header = line(answer)) {
            if (header.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
            closes |= header.startsWith(CLOSES);
        }
        String said = new String(answer.readNBytes(length), UTF_8);
        if (closes) {
            disconnect();
        }
        if (status != 200) {
            return null;
        }
        return EventId.parse(said.strip()).orElseThrow(() -> new IOException("no id in the answer: " + said));
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket();
            open.setTcpNoDelay(true);
            open.setSoTimeout(ANSWER_MILLIS);
            socket = open;
            open.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            in = new BufferedInputStream(open.getInputStream());
        }
        return open;
    }

    private void disconnect() {
        Socket open = socket;
        socket = null;
        in = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException gone) {
            // It is closed all the same.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed before an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString().toLowerCase(Locale.ROOT);
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** Waits until its last attempt is over. */
    void join() throws InterruptedException {
        thread.join(CONNECT_MILLIS + ANSWER_MILLIS);
    }

    @Override
    public void close() {
        stop();
    }
}
