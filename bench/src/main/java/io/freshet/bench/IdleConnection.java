package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A named stream that carries nothing but heartbeats. */
final class IdleConnection {
    private final String name;
    private final Socket socket = new Socket();

    private IdleConnection(String name) {
        this.name = name;
    }

    /** Returns once it is answered with a stream. */
    static IdleConnection open(Site site, String name) throws IOException {
        IdleConnection connection = new IdleConnection(name);
        connection.socket.connect(site.address());
        connection
                .socket
                .getOutputStream()
                .write(Site.get(site.dialect().namedStream(name), "").getBytes(US_ASCII));
        connection.readHead();
        return connection;
    }

    private void readHead() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection " + name);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 200")) {
            throw new IOException("the stream " + name + " was answered with " + head);
        }
    }

    /** Returns once something has come after the head: until then a server may not have begun the stream. */
    void awaitFirstByte() throws IOException {
        if (socket.getInputStream().read() < 0) {
            throw new EOFException("the server closed the connection " + name);
        }
    }

    String name() {
        return name;
    }

    /** Reads what has come: a socket that is closed with unread bytes sends a reset. */
    void drain() throws IOException {
        InputStream in = socket.getInputStream();
        for (int available = in.available(); available > 0; available = in.available()) {
            in.skipNBytes(available);
        }
    }

    void close() throws IOException {
        drain();
        socket.close();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
