package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small one, through and through. */
class ReplayBenchTest {
    private static final int CLIENTS = 200;
    private static final int STAYING = 80;
    private static final int TIMES = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whoeverReturnsHasAllThatItMissed(History history) throws Exception {
        Workshop workshop = new Workshop(folder);
        history.peer().program().prepare(workshop);
        ReturnRun run = new ReturnRun(CLIENTS, STAYING, 200, 2);

        try (History.Kept kept = history.open(folder)) {
            Launch launch = new Launch(workshop, 15, false, List.of(), kept.settings());
            ReturnRun.Returns returns = run.measure(history.peer(), launch, TIMES);

            assertThat(returns.errors()).isEqualTo(DeliveryCheck.Errors.NONE);
            assertThat(returns.disconnects()).isZero();
            assertThat(returns.each()).hasSize(TIMES).allSatisfy(once -> {
                assertThat(once.caughtUp().deliveries()).isEqualTo(CLIENTS);
                assertThat(once.replayed()).isGreaterThan(CLIENTS);
                assertThat(once.everybody().deliveries()).isPositive();
                assertThat(once.alone().deliveries()).isPositive();
                assertThat(once.meanwhile().deliveries()).isPositive();
                assertThat(once.serverCpuNanos()).isPositive();
                assertThat(once.seconds()).isPositive();
            });
        }
    }
}
