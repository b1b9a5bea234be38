package io.freshet.server;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** The body of a request as it comes, of a bounded length. */
final class RequestBody {
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

    RequestBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @return false if that is more than allowed */
    boolean add(ByteBuf more) {
        int size = more.readableBytes();
        if (size > maxBytes - bytes.size()) {
            return false;
        }
        byte[] copy = new byte[size];
        more.readBytes(copy);
        bytes.writeBytes(copy);
        return true;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
