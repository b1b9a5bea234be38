package io.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those of the suite's faults that are cheap, a tenth as large: {@code ./run faults} has them all. */
class FaultsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"node-killed", "redis-restarted", "redis-flushed", "nginx-reloaded", "disk-full", "append-killed"
            })
    void nothingIsLostInSilenceOrComesTwiceOrOutOfOrder(String name) throws Exception {
        Fault fault = Fault.of(name);
        Outcome outcome = fault.run(Scale.TENTH, Faults.workplace(fault));
        assertThat(outcome.misses()).as(outcome.row()).isEmpty();
    }

    @Test
    void aFaultThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> Fault.of("earthquake"))
                .hasMessageContaining("earthquake")
                .hasMessageContaining("node-killed");
    }
}
