package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is aimed at with a hub, as far as a run says something about it: multiples of nchan's figures, and of the floor's. */
final class HubAims {
    private static final String NCHAN = "nchan's";
    private static final String FLOOR = "the floor's";

    private final Report report;
    private final Peer hub;
    private final List<Aim> aims = new ArrayList<>();

    private HubAims(Report report, Peer hub) {
        this.report = report;
        this.hub = hub;
    }

    static List<Aim> of(Report report, Peer hub) {
        HubAims all = new HubAims(report, hub);
        all.atMost("fan-out-1", "CPU per delivery", Stretch::cpuMicrosPerDelivery, 0.8);
        all.atLeast("fan-out-1", Peer.NCHAN, 1.3, NCHAN);
        all.atLeast("fan-out-32", Peer.NCHAN, 6, NCHAN);
        all.atLeast("fan-out-32", Peer.FLOOR, 4, FLOOR);
        all.atLeast("fan-out-10k-1", Peer.NCHAN, 2, NCHAN);
        all.atLeast("fan-out-10k-8", Peer.NCHAN, 2, NCHAN);
        all.atLeast("fan-out-10k-32", Peer.NCHAN, 2, NCHAN);
        all.atMost("steady", "p99", stretch -> stretch.received().millis(99), 1);
        report.idle()
                .times("idle", hub, Peer.NCHAN, Footprint::residentBytesPerConnection)
                .ifPresent(times ->
                        all.aims.add(Aim.atMost(hub.title() + ", RSS per idle connection", times, 0.4, NCHAN)));
        for (Departure departure : List.of(Departure.CLOSED, Departure.RESET)) {
            report.gone().aim(departure, hub).ifPresent(all.aims::add);
        }
        return all.aims;
    }

    private void atMost(String scenario, String what, ToDoubleFunction<Stretch> figure, double bound) {
        report.loads(Comparison.HUB)
                .times(scenario, hub, Peer.NCHAN, figure)
                .ifPresent(times -> aims.add(Aim.atMost(words(scenario, what), times, bound, NCHAN)));
    }

    private void atLeast(String scenario, Peer other, double bound, String whose) {
        report.loads(Comparison.HUB)
                .times(scenario, hub, other, Stretch::deliveriesPerSecond)
                .ifPresent(times -> aims.add(Aim.atLeast(words(scenario, "deliveries/s"), times, bound, whose)));
    }

    private String words(String scenario, String what) {
        return hub.title() + ", " + what + " in `" + scenario + "`";
    }
}
