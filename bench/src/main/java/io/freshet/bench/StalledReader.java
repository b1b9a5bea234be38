package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A subscriber that asks for the stream and reads nothing of it, not even its head. */
final class StalledReader implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4096;

    private final Socket socket = new Socket();

    StalledReader(InetSocketAddress server) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(server);
        socket.getOutputStream()
                .write(("GET " + Peer.STREAM + " HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
