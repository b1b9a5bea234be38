package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutArgumentsEverythingIsMeasured() {
        assertThat(Options.parse()).isEqualTo(Options.defaults());
    }

    @Test
    void argumentsNameScenariosAndOptions() {
        Options options = Options.parse("--repeat=1", "delivered-8", "--peers=freshet", "--seconds=2");

        assertThat(options.scenarios()).extracting(Scenario::name).containsExactly("delivered-8");
        assertThat(options.peers()).isEqualTo(List.of(Peer.FRESHET));
        assertThat(options.repeat()).isEqualTo(1);
        assertThat(options.seconds()).isEqualTo(2);
        assertThat(options.subscribers()).isEqualTo(Options.defaults().subscribers());
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
    }
}
