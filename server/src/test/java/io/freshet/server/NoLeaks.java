package io.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class during which a buffer of Netty's was lost. Registered for all of this module. */
public final class NoLeaks implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        collectGarbage();
        // Netty looks for what was lost when it hands out the next one.
        ByteBufAllocator.DEFAULT.buffer().release();
        assertThat(LeakRecorder.leaks()).as("buffers that nobody has released").isEmpty();
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> garbage = new PhantomReference<>(new Object(), collected);
        System.gc();
        assertThat(collected.remove(10_000)).as("what was garbage").isSameAs(garbage);
    }
}
