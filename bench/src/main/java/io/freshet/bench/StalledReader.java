package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;

/** A subscriber that asks for the stream and reads nothing of it, not even its head. */
final class StalledReader implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4096;

    private final Socket socket = new Socket();

    StalledReader(Site site) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(site.address());
        socket.getOutputStream()
                .write(Site.get(site.dialect().stream(Dialect.TOPIC), "").getBytes(US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
