package io.freshet.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** The head of a response as HTTP/1.1 has it on the wire (RFC 9112, 4 and 5). Names and values have been looked at before. */
final class Http1Head {
    static final byte[] NOTHING = {};

    private final StringBuilder text = new StringBuilder(256);

    Http1Head(int status) {
        text.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase())
                .append("\r\n");
    }

    Http1Head with(String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    Http1Head with(Iterable<Map.Entry<String, String>> headers) {
        headers.forEach(header -> with(header.getKey(), header.getValue()));
        return this;
    }

    /** The head, and nothing after it. */
    ByteBuf bytes(ByteBufAllocator allocator) {
        return bytes(allocator, NOTHING);
    }

    /** The head and what follows it. */
    ByteBuf bytes(ByteBufAllocator allocator, byte[] body) {
        byte[] head = text.append("\r\n").toString().getBytes(ISO_8859_1);
        return allocator
                .directBuffer(head.length + body.length)
                .writeBytes(head)
                .writeBytes(body);
    }
}
