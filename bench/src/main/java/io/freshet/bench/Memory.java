package io.freshet.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a server holds once it has tidied up.
 *
 * @param heapBytes in use on its heap after full collections; no number for a server that does not run in Java
 * @param residentBytes its RSS: the heap and all that is outside of it, but not what the kernel holds for its connections
 */
record Memory(double heapBytes, long residentBytes) {
    private static final int MOST_LOOKS = 30;
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(300);

    /** So many looks that find no less are the end. */
    private static final int STEADY_LOOKS = 4;

    /** Less than this is not less. */
    private static final double NOTICEABLE = 0.995;

    /** Waits until the server has nothing more to give back. */
    static Memory of(ServerProcess server) throws IOException {
        double heap = Double.NaN;
        Optional<JavaHeap> java = server.heap();
        if (java.isPresent()) {
            try (JavaHeap collected = java.get()) {
                heap = least(collected::usedBytes);
            }
        }
        ProcessStat stat = server.stat();
        return new Memory(heap, least(stat::residentBytes));
    }

    private static long least(Look look) throws IOException {
        long least = look.bytes();
        int steady = 0;
        for (int looks = 1; looks < MOST_LOOKS && steady < STEADY_LOOKS; looks++) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
            long bytes = look.bytes();
            steady = bytes < least * NOTICEABLE ? 0 : steady + 1;
            least = Math.min(least, bytes);
        }
        return least;
    }

    private interface Look {
        long bytes() throws IOException;
    }
}
