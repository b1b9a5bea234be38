package io.freshet.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Takes the head and the chunks off an HTTP/1.1 response, however its bytes are cut, and hands its body on. */
final class ResponseParser {
    private final StreamParser body;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(256);

    private State state = State.HEAD;
    private int status;
    private int chunk;

    ResponseParser(StreamParser body) {
        this.body = body;
    }

    /** The response's status; 0 as long as its head is not complete. */
    int status() {
        return status;
    }

    /** Whether the last chunk has come. A body without chunks ends with its connection. */
    boolean isAtEnd() {
        return state == State.END;
    }

    void accept(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            switch (state) {
                case HEAD -> readHead(bytes[at++]);
                case CHUNK_SIZE -> readSize(bytes[at++]);
                case CHUNK -> {
                    int length = Math.min(chunk, to - at);
                    body.accept(bytes, at, at + length);
                    at += length;
                    chunk -= length;
                    state = chunk == 0 ? State.CHUNK_END : State.CHUNK;
                }
                case CHUNK_END -> state = bytes[at++] == '\n' ? State.CHUNK_SIZE : State.CHUNK_END;
                case PLAIN -> {
                    body.accept(bytes, at, to);
                    at = to;
                }
                case END -> at = to;
            }
        }
    }

    private void readHead(byte next) {
        head.write(next);
        if (next != '\n') {
            return;
        }
        String text = head.toString(US_ASCII).toLowerCase(Locale.ROOT);
        if (text.endsWith("\r\n\r\n")) {
            state = text.contains("\r\ntransfer-encoding: chunked\r\n") ? State.CHUNK_SIZE : State.PLAIN;
            status = Integer.parseInt(text.substring("http/1.1 ".length(), "http/1.1 200".length()));
        }
    }

    private void readSize(byte next) {
        if (next == '\n') {
            state = chunk == 0 ? State.END : State.CHUNK;
        } else if (next != '\r') {
            chunk = chunk * 16 + Character.digit(next, 16);
        }
    }

    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        PLAIN,
        END
    }
}
