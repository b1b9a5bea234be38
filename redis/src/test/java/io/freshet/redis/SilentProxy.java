package io.freshet.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands before a Redis, and can forget connections as a firewall does: neither side is told, and nothing passes any more. Or it holds
 * back what is sent, as a network that is cut does, and brings it later, when who sent it has given up.
 */
final class SilentProxy implements AutoCloseable {
    private static final int MOST_SAID = 10_000;
    private static final String BROUGHT = "brought";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final Queue<Passage> passages = new ConcurrentLinkedQueue<>();

    SilentProxy(int port) throws IOException {
        this.port = port;
        start(this::accept);
    }

    String url() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    /** Forgets the connections over which this command has gone. */
    void forget(String command) {
        passages.stream()
                .filter(passage -> passage.said.contains(command))
                .forEach(passage -> passage.forgotten = true);
    }

    /** What is sent over the connections that there are is held back from here on. */
    void holdBack() {
        passages.forEach(passage -> passage.holding = true);
    }

    /** How much is held back of what has this in it. */
    boolean holds(String text) {
        return passages.stream().anyMatch(passage -> passage.heldBack().contains(text));
    }

    /** Ends the connections that are held back, as those who sent see it. */
    void giveUp() throws IOException {
        for (Passage passage : passages) {
            if (passage.holding) {
                passage.client.close();
            }
        }
    }

    /** Brings what was held back. */
    void bring() throws IOException {
        for (Passage passage : passages) {
            if (passage.holding) {
                passage.bring();
            }
        }
    }

    /** Whether all that was brought has been answered. */
    boolean isAnswered() {
        return passages.stream().noneMatch(passage -> passage.holding && !passage.answers.contains(BROUGHT));
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                passages.add(new Passage(client, new Socket(InetAddress.getLoopbackAddress(), port)));
            }
        } catch (IOException closed) {
            // It was closed, or Redis is not there.
        }
    }

    private static final class Passage {
        private final Socket client;
        private final Socket redis;
        private volatile String said = "";
        private volatile boolean forgotten;
        private volatile boolean holding;
        private volatile String answers = "";
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        Passage(Socket client, Socket redis) {
            this.client = client;
            this.redis = redis;
            start(() -> pass(client, redis));
            start(() -> pass(redis, client));
        }

        private void pass(Socket from, Socket to) {
            byte[] bytes = new byte[65_536];
            try (from;
                    Closeable other = () -> endUnlessHeld(to)) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (from == client && said.length() < MOST_SAID) {
                        said += new String(bytes, 0, read, ISO_8859_1);
                    }
                    if (from == client && holding) {
                        hold(bytes, read);
                    } else if (holding) {
                        answers += new String(bytes, 0, read, ISO_8859_1);
                    } else if (!forgotten) {
                        out.write(bytes, 0, read);
                    }
                }
            } catch (IOException closed) {
                // By the other direction, or by who is connected.
            }
        }

        private void endUnlessHeld(Socket socket) throws IOException {
            if (!holding) {
                socket.close();
            }
        }

        private synchronized void hold(byte[] bytes, int count) {
            held.write(bytes, 0, count);
        }

        synchronized String heldBack() {
            return held.toString(ISO_8859_1);
        }

        synchronized void bring() throws IOException {
            held.write(("PING " + BROUGHT + "\r\n").getBytes(ISO_8859_1));
            held.writeTo(redis.getOutputStream());
            held.reset();
        }

        void close() throws IOException {
            client.close();
            redis.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Passage passage : passages) {
            passage.close();
        }
    }
}
