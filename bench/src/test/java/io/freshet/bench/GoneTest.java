package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoneTest {
    private static final int CLIENTS = 4;

    @ParameterizedTest
    @EnumSource(names = {"FRESHET", "EMITTER_MAP", "WEBFLUX", "NCHAN", "BETTER_SSE"})
    void eachClientThatGoesIsNoticed(Peer peer, @TempDir Path folder) throws Exception {
        Options options = Options.parse("--gone=" + CLIENTS, "--heartbeat=1", "--folder=" + folder);

        peer.program().prepare(new Workshop(folder));
        for (Noticed noticed : Gone.measure(peer, options).values()) {
            assertThat(noticed.unnoticed()).isZero();
            assertThat(noticed.count()).isEqualTo(CLIENTS);
        }
    }
}
