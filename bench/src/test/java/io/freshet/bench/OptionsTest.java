package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutArgumentsEverythingIsMeasured() {
        Options options = Options.parse();

        assertThat(options.scenarios()).isEqualTo(Scenario.ALL);
        assertThat(options.peersOf(Scenario.of("idle"))).containsExactly(Peer.values());
        assertThat(options.peersOf(Scenario.of("gone"))).contains(Peer.FRESHET, Peer.NCHAN);
        assertThat(options.peersOf(Scenario.of("delivered-1"))).isEqualTo(Comparison.STARTER.peers());
    }

    @Test
    void argumentsNameScenariosAndOptions() {
        Options options = Options.parse("--repeat=1", "delivered-8", "--peers=freshet", "--seconds=2");

        assertThat(options.scenarios()).extracting(Scenario::name).containsExactly("delivered-8");
        assertThat(options.peers()).isEqualTo(List.of(Peer.FRESHET));
        assertThat(options.repeat()).isEqualTo(1);
        assertThat(options.seconds()).isEqualTo(2);
        assertThat(options.subscribers()).isEqualTo(Options.parse().subscribers());
    }

    @Test
    void aComparisonIsAllOfItsScenariosWithItsPeers() {
        Options options = Options.parse("hub", "--size=4096");

        assertThat(options.scenarios())
                .extracting(Scenario::name)
                .contains("fan-out-1", "idle-most", "gone")
                .doesNotContain("delivered-1");
        assertThat(options.peersOf(Scenario.of("idle"))).containsExactlyInAnyOrderElementsOf(Comparison.HUB.peers());
        assertThat(options.size()).isEqualTo(4096);
    }

    @Test
    void whatIsNotAllowedSaysWhatIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("nobody"))
                .withMessageContaining("delivered-1")
                .withMessageContaining("hub");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--peers=x"))
                .withMessageContaining("freshet");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--what=1"))
                .withMessageContaining("--repeat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--repeat=0"))
                .withMessageContaining("from 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("--size=20"))
                .withMessageContaining("from 40");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("delivered-1", "--peers=freshet-jetty"))
                .withMessageContaining("emitter-map");
    }
}
