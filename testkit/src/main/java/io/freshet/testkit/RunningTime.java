package io.freshet.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The time during which this machine was running. A virtual machine may stand still for seconds, which whoever bounds how long
 * something takes would call slow. A thread that wants to wake up every few milliseconds tells; what keeps it from that, a pause of
 * the garbage collector too, counts as standing still. All methods may be called from any thread.
 */
public final class RunningTime {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(5);

    /** What a thread may come later on a machine that is only busy. Of a time in which it stood still this counts, too. */
    private static final long BUSY = TimeUnit.MILLISECONDS.toNanos(50);

    /** @param at when the thread woke up last, which is another moment each time */
    private record Seen(long at, long stoodStill) {
        long stoodStillUntil(long now) {
            return stoodStill + Math.max(0, now - at - BUSY);
        }
    }

    private static volatile Seen seen = new Seen(System.nanoTime(), 0);

    static {
        Thread watcher = new Thread(RunningTime::watch, "running-time");
        watcher.setDaemon(true);
        watcher.start();
    }

    private RunningTime() {}

    private static void watch() {
        while (true) {
            LockSupport.parkNanos(TICK);
            long now = System.nanoTime();
            seen = new Seen(now, seen.stoodStillUntil(now));
        }
    }

    /** As {@link System#nanoTime}, of a clock that stands still with the machine. */
    public static long nanos() {
        while (true) {
            Seen last = seen;
            long now = System.nanoTime();
            if (last.at == seen.at) {
                return now - last.stoodStillUntil(now);
            }
        }
    }

    /** How long something took that began at this moment of {@link #nanos}. */
    public static Duration since(long nanos) {
        return Duration.ofNanos(nanos() - nanos);
    }

    /** How long the machine has stood still in all since this class was first asked anything. */
    public static Duration stoodStill() {
        Seen last = seen;
        return Duration.ofNanos(last.stoodStillUntil(System.nanoTime()));
    }
}
