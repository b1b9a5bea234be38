package io.freshet.servlet;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two buffers of 8 KB that Tomcat keeps for each socket, and for the next one when that is closed. A socket that was taken over
 * is written to and read from without them, and is idle nearly always, so it does without until its end.
 */
final class SocketBuffers {
    private static final Logger LOG = LoggerFactory.getLogger(SocketBuffers.class);

    /** Not 0: should Tomcat close a socket that nobody has had the time to give its buffers back to, the next one must get on with them. */
    private static final int SMALL = 256;

    private static final @Nullable Field READ = field("readBuffer");
    private static final @Nullable Field WRITE = field("writeBuffer");

    private SocketBuffers() {}

    private static @Nullable Field field(String name) {
        try {
            Field field = SocketBufferHandler.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.getType() == ByteBuffer.class ? field : null;
        } catch (NoSuchFieldException | RuntimeException missing) {
            LOG.info("Tomcat's buffers stay with the sockets of streams: {}", missing.toString());
            return null;
        }
    }

    /**
     * Takes the buffers away, unless something is in them, they are not on the heap, or TLS needs them.
     *
     * @return the size to {@link #restore}; 0 if they stay
     */
    static int takeFrom(NioChannel channel) {
        SocketBufferHandler buffers = channel.getBufHandler();
        int size = Math.max(
                buffers.getReadBuffer().capacity(), buffers.getWriteBuffer().capacity());
        boolean unused = buffers.isReadBufferEmpty() && buffers.isWriteBufferEmpty();
        if (READ == null
                || WRITE == null
                || channel.getClass() != NioChannel.class
                || buffers.getReadBuffer().isDirect()
                || size <= SMALL
                || !unused) {
            return 0;
        }
        try {
            buffers.reset();
            READ.set(buffers, ByteBuffer.allocate(SMALL));
            WRITE.set(buffers, ByteBuffer.allocate(SMALL));
            return size;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("the fields were made accessible", impossible);
        }
    }

    /** Gives the channel buffers for its next socket. */
    static void restore(NioChannel channel, int size) {
        if (size > 0) {
            channel.getBufHandler().expand(size);
        }
    }
}
