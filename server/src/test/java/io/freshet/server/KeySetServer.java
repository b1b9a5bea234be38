package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lists public keys, as whoever gives out tokens does. */
final class KeySetServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String body = "{\"keys\":[]}";
    private volatile int status = 200;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean headFirst;

    KeySetServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/keys", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        byte[] bytes = body.getBytes(UTF_8);
        if (headFirst) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().flush();
            awaitGate();
        } else {
            awaitGate();
            bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
        }
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void awaitGate() {
        try {
            gate.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** Lists these, the public halves of them. */
    void list(JWK... keys) {
        list(new JWKSet(List.of(keys)).toString());
    }

    void list(String text) {
        body = text;
        status = 200;
    }

    void fail() {
        status = 500;
    }

    /** Answers nobody until {@link #open}. */
    void shut() {
        gate = new CountDownLatch(1);
    }

    /** Answers everybody with a head, and sends no body until {@link #open}. */
    void stall() {
        headFirst = true;
        shut();
    }

    void open() {
        headFirst = false;
        gate.countDown();
    }

    /** How often the keys were asked for. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
    }
}
