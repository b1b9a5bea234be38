package io.freshet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** A server's answer to a request that is not for a stream, on a connection that goes on. */
record Answer(int status, String body) {
    private static final String LENGTH = "content-length:";
    private static final int STATUS = "http/1.1 ".length();

    /** Reads one to its end. */
    static Answer read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).substring(STATUS, STATUS + 3));
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            } else if (header.startsWith("connection: close") || header.startsWith("transfer-encoding:")) {
                throw new IOException("the server answered with '" + header + "', which a client cannot go on from");
            }
        }
        return new Answer(status, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed a connection that it was to answer on");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString().toLowerCase(Locale.ROOT);
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }
}
