package io.freshet.server;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what Netty says of buffers that nobody has released. Netty makes it by itself. */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    /** For Netty. */
    public LeakRecorder(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** For Netty. */
    public LeakRecorder(Class<?> resourceType, int samplingInterval, long unused) {
        super(resourceType, samplingInterval);
    }

    /** All that was found until now. */
    static List<String> leaks() {
        return List.copyOf(LEAKS);
    }

    /** Forgets what was found: it was lost on purpose. */
    static void forget() {
        LEAKS.clear();
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType);
    }
}
