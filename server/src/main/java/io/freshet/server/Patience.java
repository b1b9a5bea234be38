package io.freshet.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long something is waited for. What is waited for changes with each request and the timer seldom fires, so a later moment is
 * only noted, and the timer looks at it when it fires. Touched by the event loop only.
 */
final class Patience {
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Runnable exhausted;
    private @Nullable ScheduledFuture<?> timer;
    private long timerFires = NEVER;
    private long deadline = NEVER;

    /** @param exhausted run when nothing came in time */
    Patience(EventLoop loop, Runnable exhausted) {
        this.loop = loop;
        this.exhausted = exhausted;
    }

    /** From now on so long, whatever was waited for before. */
    void waitFor(Duration duration) {
        deadline = now() + duration.toNanos();
        if (deadline < timerFires) {
            cancel();
            arm();
        }
    }

    /** Nothing is waited for. */
    void relax() {
        deadline = NEVER;
    }

    /** It is not used any more. */
    void stop() {
        relax();
        cancel();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
            timerFires = NEVER;
        }
    }

    private void arm() {
        timerFires = deadline;
        timer = loop.schedule(this::fire, deadline - now(), TimeUnit.NANOSECONDS);
    }

    private void fire() {
        timer = null;
        timerFires = NEVER;
        if (deadline == NEVER) {
            return;
        }
        if (deadline - now() > 0) {
            arm();
        } else {
            relax();
            exhausted.run();
        }
    }

    /** Since the event loop began. */
    private long now() {
        return loop.ticker().nanoTime() - loop.ticker().initialNanoTime();
    }
}
