package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleTest {
    private final Idle idle = new Idle("idle");

    @Test
    void asManyAsThereCanBeFitIntoWhatTheHubAdmits() {
        assertThat(Idle.most(20_000)).isBetween(18_000L, 18_510L);
    }

    @Test
    void theCostOfIdleConnectionsIsFound(@TempDir Path folder) throws Exception {
        Options options = Options.parse("--connections=200", "--heartbeat=1", "--silence=3", "--folder=" + folder);

        Footprint footprint = idle.measure(Peer.EMITTER_MAP, options);

        assertThat(footprint.connections()).isEqualTo(200);
        assertThat(footprint.disconnects()).isZero();
        assertThat(footprint.heapBytesPerConnection()).isBetween(30_000.0, 300_000.0);
        assertThat(footprint.after().residentBytes())
                .isGreaterThan((long) footprint.after().heapBytes());
        assertThat(footprint.silence().heartbeats()).isPositive();
        assertThat(footprint.silence().cpuMicrosPerHeartbeat()).isPositive();
    }

    @Test
    void whatSeveralProcessesOfAServerShareIsCountedOnce(@TempDir Path folder) throws Exception {
        Options options = Options.parse("--connections=200", "--silence=1", "--folder=" + folder);
        Peer.NCHAN.program().prepare(new Workshop(folder));

        Footprint footprint = idle.measure(Peer.NCHAN, options);

        assertThat(footprint.heapBytesPerConnection()).isNaN();
        assertThat(footprint.residentBytesPerConnection()).isBetween(1_000.0, 100_000.0);
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
