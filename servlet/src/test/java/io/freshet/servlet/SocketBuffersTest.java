package io.freshet.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.junit.jupiter.api.Test;

class SocketBuffersTest {
    private final SocketBufferHandler buffers = new SocketBufferHandler(8192, 4096, false);
    private final NioChannel channel = new NioChannel(buffers);

    private int read() {
        return buffers.getReadBuffer().capacity();
    }

    private int write() {
        return buffers.getWriteBuffer().capacity();
    }

    @Test
    void theyAreTakenAndGivenBack() {
        int size = SocketBuffers.takeFrom(channel);
        assertThat(read()).isLessThan(1024);
        assertThat(write()).isLessThan(1024);

        SocketBuffers.restore(channel, size);
        assertThat(read()).isEqualTo(8192);
        assertThat(write()).isEqualTo(8192);
        assertThat(buffers.isReadBufferEmpty()).isTrue();
        assertThat(buffers.isWriteBufferEmpty()).isTrue();
        buffers.getWriteBuffer().put(new byte[8192]);
        buffers.configureWriteBufferForRead();
        assertThat(buffers.getWriteBuffer().remaining()).isEqualTo(8192);
    }

    @Test
    void whatHasBeenReadAndNotLookedAtStays() {
        buffers.unReadReadBuffer(ByteBuffer.wrap(new byte[] {1, 2, 3}));

        SocketBuffers.restore(channel, SocketBuffers.takeFrom(channel));

        assertThat(read()).isEqualTo(8192);
        buffers.configureReadBufferForRead();
        assertThat(buffers.getReadBuffer().remaining()).isEqualTo(3);
    }

    @Test
    void thoseOutsideTheHeapStay() {
        NioChannel outside = new NioChannel(new SocketBufferHandler(8192, 8192, true));

        assertThat(SocketBuffers.takeFrom(outside)).isZero();
        assertThat(outside.getBufHandler().getReadBuffer().capacity()).isEqualTo(8192);
        outside.free();
    }
}
