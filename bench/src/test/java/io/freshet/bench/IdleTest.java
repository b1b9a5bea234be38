package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleTest {
    @Test
    void theMemoryOfIdleConnectionsIsFound(@TempDir Path folder) throws Exception {
        Options options = Options.parse("--connections=200", "--folder=" + folder);

        Footprint footprint = Idle.measure(Peer.EMITTER_MAP, options);

        assertThat(footprint.connections()).isEqualTo(200);
        assertThat(footprint.disconnects()).isZero();
        assertThat(footprint.heapBytesPerConnection()).isBetween(30_000.0, 300_000.0);
        assertThat(footprint.after().residentBytes())
                .isGreaterThan(footprint.after().heapBytes());
    }

    @Test
    void moreConnectionsThanDescriptorsAreNotTried() {
        assertThatThrownBy(() -> Idle.requireDescriptors(1000, 1024))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ulimit -Hn")
                .hasMessageContaining("--connections=524");
        assertThatCode(() -> Idle.requireDescriptors(524, 1024)).doesNotThrowAnyException();
    }
}
