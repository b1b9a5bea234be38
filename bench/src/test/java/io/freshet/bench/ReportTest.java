package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(Options.parse());

    @Test
    void figuresStandBesideTheMaps() {
        report.loads(Comparison.STARTER).add("delivered-1", Peer.FRESHET, measurement(300));
        report.loads(Comparison.STARTER).add("delivered-1", Peer.EMITTER_MAP, measurement(1000));
        report.idle().add("idle", Peer.FRESHET_JETTY, footprint(50));
        report.idle().add("idle", Peer.EMITTER_MAP_JETTY, footprint(100));
        report.idle().add("idle", Peer.EMITTER_MAP, footprint(1000));

        assertThat(report.markdown())
                .contains("| 0.30 us (0.30x) |")
                .contains("| 1.00 us |")
                .contains("| Freshet on Jetty, accelerated | 50.0 KB (0.50x) |")
                .contains("one publisher: at most 0.50x of the map's | 0.30x | reached |")
                .contains("heap per idle connection: at most 0.40x of the map's | 0.50x | missed |");
    }

    @Test
    void aHubStandsBesideNchanAndTheFloor() {
        LoadTable loads = report.loads(Comparison.HUB);
        loads.add("fan-out-1", Peer.NCHAN, measurement(1000));
        loads.add("fan-out-1", Peer.MERCURE, measurement(700));
        loads.add("fan-out-32", Peer.NCHAN, measurement(1000));
        loads.add("fan-out-32", Peer.FLOOR, measurement(1000));
        loads.add("fan-out-32", Peer.MERCURE, measurement(1000));
        report.idle().add("idle", Peer.NCHAN, footprint(10));
        report.idle().add("idle", Peer.MERCURE, footprint(3));

        assertThat(report.markdown())
                .contains("| fan-out-1 | 1,000 | Mercure | 1 (1.00x) | 0.70 us (0.70x) |")
                .contains("| 3.0 KB (0.30x) | 0 MB | 22 | 5.00 us (1.00x) |")
                .contains("| 2.9 GB, 0.33 cores |")
                .doesNotContain("Aims");
        assertThat(HubAims.of(report, Peer.MERCURE))
                .containsExactly(
                        new Aim("Mercure, CPU per delivery in `fan-out-1`: at most 0.80x of nchan's", "0.70x", true),
                        new Aim("Mercure, deliveries/s in `fan-out-1`: at least 1.30x of nchan's", "1.00x", false),
                        new Aim("Mercure, deliveries/s in `fan-out-32`: at least 6.0x of nchan's", "1.00x", false),
                        new Aim("Mercure, deliveries/s in `fan-out-32`: at least 4.0x of the floor's", "1.00x", false),
                        new Aim("Mercure, RSS per idle connection: at most 0.40x of nchan's", "0.30x", true));
    }

    @Test
    void whatWasLeftOutIsNamedWithTheReason() {
        report.leaveOut("Mercure", "`go` is not on PATH");

        assertThat(report.markdown()).contains("Left out:\n\n- Mercure: `go` is not on PATH\n");
    }

    @Test
    void whoWasNotNoticedCounts() {
        Noticed noticed = new Noticed();
        noticed.after(2_000_000);
        report.gone().add(Departure.RESET, Peer.FRESHET, noticed);
        assertThat(report.markdown()).contains("| 2.0 ms | reached |");

        Noticed unnoticed = new Noticed();
        unnoticed.never();
        report.gone().add(Departure.RESET, Peer.FRESHET, unnoticed);
        assertThat(report.markdown()).contains("| 1 not noticed | missed |");
    }

    @Test
    void whatWasNotMeasuredIsNotThere() {
        assertThat(report.markdown().lines()).hasSize(1);
    }

    private static Measurement measurement(long cpuNanosPerDelivery) {
        Tally tally = new Tally();
        tally.add(1_000_000);
        Stretch stretch = new Stretch(1, tally, 1, cpuNanosPerDelivery, 1, 1, 1);
        return new Measurement(1000, stretch, DeliveryCheck.Errors.NONE, 0, 0, 0, "0.00");
    }

    private static Footprint footprint(long kilobytes) {
        return new Footprint(
                11,
                10,
                new Memory(0, 0),
                new Memory(10 * kilobytes * 1024, 10 * kilobytes * 1024),
                0,
                new Silence(30, 22, 110_000));
    }
}
