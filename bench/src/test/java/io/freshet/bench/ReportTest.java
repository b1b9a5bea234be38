package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(Options.parse());

    @Test
    void figuresStandBesideTheMaps() {
        report.loads().add("delivered-1", Peer.FRESHET, measurement(300));
        report.loads().add("delivered-1", Peer.EMITTER_MAP, measurement(1000));
        report.idle().add(Peer.FRESHET_JETTY, footprint(50));
        report.idle().add(Peer.EMITTER_MAP_JETTY, footprint(100));
        report.idle().add(Peer.EMITTER_MAP, footprint(1000));

        assertThat(report.markdown())
                .contains("| 0.30 us (0.30x) |")
                .contains("| 1.00 us |")
                .contains("| Freshet on Jetty, accelerated | 50.0 KB (0.50x) |")
                .contains("one publisher: at most 0.50x of the map's | 0.30x | reached |")
                .contains("heap per idle connection: at most 0.40x of the map's | 0.50x | missed |");
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
        return new Measurement(stretch, DeliveryCheck.Errors.NONE, 0, 0, 0, "0.00");
    }

    private static Footprint footprint(long kilobytes) {
        return new Footprint(11, 10, new Memory(0, 0), new Memory(10 * kilobytes * 1024, 10 * kilobytes * 1024), 0);
    }
}
