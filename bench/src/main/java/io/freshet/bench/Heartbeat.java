package io.freshet.bench;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What a team adds to its server, so that connections that carry nothing are written to now and then. */
@Component
class Heartbeat implements AutoCloseable {
    /** Seconds from one to the next; without it there are none. */
    static final String SECONDS = "bench.heartbeat";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final int seconds;

    Heartbeat(@Value("${" + SECONDS + ":0}") int seconds) {
        this.seconds = seconds;
    }

    /** @param beat called each time; it must not throw */
    void each(Runnable beat) {
        if (seconds > 0) {
            var unused = timer.scheduleAtFixedRate(beat, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
