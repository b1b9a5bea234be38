package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningTimeTest {
    @Test
    void timeInWhichThisProcessIsStoppedDoesNotCount() throws Exception {
        long began = System.nanoTime();
        long runningSince = RunningTime.nanos();
        Duration before = RunningTime.stoodStill();
        long pid = ProcessHandle.current().pid();

        Process stop =
                new ProcessBuilder("sh", "-c", "kill -STOP %1$d; sleep 1; kill -CONT %1$d".formatted(pid)).start();
        assertThat(stop.waitFor()).isZero();

        Duration passed = Duration.ofNanos(System.nanoTime() - began);
        Duration stopped = RunningTime.stoodStill().minus(before);
        assertThat(stopped).isBetween(Duration.ofMillis(900), passed);
        assertThat(RunningTime.since(runningSince)).isLessThanOrEqualTo(passed.minusMillis(900));
    }
}
