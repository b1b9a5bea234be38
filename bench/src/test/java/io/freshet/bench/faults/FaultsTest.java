package io.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Those of the suite's faults that are cheap, a tenth as large, and one after the other on one stage: {@code ./run faults} has them all,
 * each on its own.
 */
class FaultsTest {
    @Test
    void onTwoNodesNothingIsLostInSilenceOrComesTwiceOrOutOfOrder() throws Exception {
        Outcome outcome = outcome(
                Telling.EVERYBODY,
                NodeFaults::twoNodes,
                List.of("node-killed", "redis-restarted", "redis-flushed", "nginx-reloaded"));
        assertThat(outcome.misses()).as(outcome.row()).isEmpty();
        assertThat(outcome.verdict().gaps())
                .as("the flush is told once, and nothing else is: %s", outcome.row())
                .isEqualTo(Scale.TENTH.subscribers());
    }

    @Test
    void onAFileNothingIsLostInSilenceOrComesTwiceOrOutOfOrder() throws Exception {
        Outcome outcome = outcome(
                Telling.NOBODY, DiskFaults::onSmallDisk, List.of("append-killed", "append-killed", "disk-full"));
        assertThat(outcome.misses()).as(outcome.row()).isEmpty();
    }

    private static Outcome outcome(Telling telling, Fault.Step setting, List<String> names) throws Exception {
        Fault all = new Fault("some-faults", String.join(", ", names), 1, telling, null, setting, (stage, count) -> {
            for (String name : names) {
                Fault.of(name).strike().take(stage, count);
            }
        });
        return all.run(Scale.TENTH, Faults.workplace(all));
    }

    @Test
    void aFaultThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> Fault.of("earthquake"))
                .hasMessageContaining("earthquake")
                .hasMessageContaining("node-killed");
    }
}
