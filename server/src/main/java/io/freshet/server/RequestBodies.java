package io.freshet.server;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bodies of a server's requests while they come: how long each may be, and all of them together, for strangers decide how many
 * come at a time. May be used by any number of threads.
 */
final class RequestBodies {
    private final int maxBytes;
    private final long maxBytesInAll;
    private final AtomicLong bytesInAll = new AtomicLong();

    RequestBodies(int maxBytes, long maxBytesInAll) {
        this.maxBytes = maxBytes;
        this.maxBytesInAll = maxBytesInAll;
    }

    /** How many bytes have come of bodies that are still coming. */
    long bytesInAll() {
        return bytesInAll.get();
    }

    Body begin() {
        return new Body();
    }

    /** One body. For one thread. */
    final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

        private Body() {}

        /** Adds what has come, unless that is too much: the status to refuse the request with, or 0. */
        int add(ByteBuf more) {
            int size = more.readableBytes();
            if (size > maxBytes - bytes.size()) {
                return 413;
            }
            if (!isRoomFor(size)) {
                return 503;
            }
            byte[] copy = new byte[size];
            more.readBytes(copy);
            bytes.writeBytes(copy);
            return 0;
        }

        /** Takes the room only if there is as much, so that nobody else is refused for what is refused here. */
        private boolean isRoomFor(int size) {
            while (true) {
                long before = bytesInAll.get();
                if (before + size > maxBytesInAll) {
                    return false;
                }
                if (bytesInAll.compareAndSet(before, before + size)) {
                    return true;
                }
            }
        }

        /** What has come, as this is done with it. */
        byte[] finish() {
            byte[] all = bytes.toByteArray();
            drop();
            return all;
        }

        /** Nobody wants it any more; nothing happens if it was finished. */
        void drop() {
            bytesInAll.addAndGet(-bytes.size());
            bytes.reset();
        }
    }
}
