package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventLog;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppendRunTest {
    @ParameterizedTest
    @EnumSource
    void everyLogTakesAppendsAndTheyAreCounted(MeasuredLog kind, @TempDir Path folder) throws Exception {
        try (EventLog log = kind.open(folder.resolve("log"))) {
            AppendTimes times = new AppendRun(log, 4).measure(1, 1);
            assertThat(times.perSecond()).isPositive();
            assertThat(times.millis(99))
                    .isGreaterThanOrEqualTo(times.millis(50))
                    .isPositive();
        }
    }
}
