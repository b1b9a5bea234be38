package io.freshet.bench.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Where a hub is reached. */
record Address(String host, int port) {
    static final String LOOPBACK = "127.0.0.1";

    static final String PATH = "/.well-known/mercure";
    static final String TOPIC = "load";
    /** What a subscriber asks for. */
    static final String STREAM = PATH + "?topic=" + TOPIC;

    private static final int PATIENCE_MILLIS = 2_000;

    /** A port that nobody uses at present. */
    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    String url() {
        return "http://" + host + ":" + port + STREAM;
    }

    /** Whether somebody listens there. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
