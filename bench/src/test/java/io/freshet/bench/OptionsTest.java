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
        assertThat(options.peersOf(Scenario.of("gone"))).isEqualTo(Peer.MAIN);
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
    void whatIsNotAllowedSaysWhatIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse("nobody"))
                .withMessageContaining("delivered-1");
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
                .isThrownBy(() -> Options.parse("delivered-1", "--peers=freshet-jetty"))
                .withMessageContaining("emitter-map");
    }
}
