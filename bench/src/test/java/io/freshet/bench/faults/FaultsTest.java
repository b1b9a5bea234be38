package io.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those of the suite's faults that are cheap, a tenth as large: {@code ./run faults} has them all. */
class FaultsTest {
    @ParameterizedTest
    @ValueSource(strings = {"node-killed", "redis-restarted", "redis-flushed", "nginx-reloaded"})
    void nothingIsLostInSilenceOrComesTwiceOrOutOfOrder(String name) throws Exception {
        Outcome outcome = outcome(name);
        assertThat(outcome.misses()).as(outcome.row()).isEmpty();
    }

    /** A hub alone forgets with its process what subscribers with a name had selected, and tells them so (decision 63). */
    @ParameterizedTest
    @ValueSource(strings = {"disk-full", "append-killed"})
    void whereAHubAloneIsKilledNothingIsLostWithoutAGap(String name) throws Exception {
        Outcome outcome = outcome(name);
        assertThat(outcome.verdict().isClean()).as(outcome.row()).isTrue();
    }

    private static Outcome outcome(String name) throws Exception {
        Fault fault = Fault.of(name);
        return fault.run(Scale.TENTH, Faults.workplace(fault));
    }

    @Test
    void aFaultThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> Fault.of("earthquake"))
                .hasMessageContaining("earthquake")
                .hasMessageContaining("node-killed");
    }
}
