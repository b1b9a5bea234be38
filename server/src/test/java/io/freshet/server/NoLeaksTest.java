package io.freshet.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class NoLeaksTest {
    /** Else the absence of leaks would say nothing. */
    @Test
    void aBufferThatIsLostIsFound() {
        lose();
        Waiting.until("the buffer is found", () -> {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer().release();
            return !LeakRecorder.leaks().isEmpty();
        });
        LeakRecorder.forget();
    }

    private static void lose() {
        ByteBuf unused = ByteBufAllocator.DEFAULT.buffer();
    }
}
