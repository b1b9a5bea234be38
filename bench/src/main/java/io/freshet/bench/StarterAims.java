package io.freshet.bench;

import java.util.ArrayList;
import java.util.List;

/** What is aimed at with the starter, as far as a run says something about it. */
final class StarterAims {
    private static final String THE_MAP = "the map's";

    private final Report report;
    private final List<Aim> aims = new ArrayList<>();

    private StarterAims(Report report) {
        this.report = report;
    }

    static List<Aim> of(Report report) {
        StarterAims all = new StarterAims(report);
        all.loads(Peer.FRESHET, 0.5, 6);
        all.loads(Peer.FRESHET_PORTABLE, 0.75, 3);
        all.idle(Peer.FRESHET, 0.1);
        all.idle(Peer.FRESHET_STREAMS_ONLY, 0.1);
        all.idle(Peer.FRESHET_JETTY, 0.4);
        for (Departure departure : Departure.values()) {
            report.gone().aim(departure, Peer.FRESHET).ifPresent(all.aims::add);
        }
        return all.aims;
    }

    private void loads(Peer peer, double mostCpu, double fewestDeliveries) {
        LoadTable loads = report.loads(Comparison.STARTER);
        loads.times("delivered-1", peer, Peer.EMITTER_MAP, Stretch::cpuMicrosPerDelivery)
                .ifPresent(times -> aims.add(
                        Aim.atMost(peer.title() + ", CPU per delivery with one publisher", times, mostCpu, THE_MAP)));
        loads.times("delivered-32", peer, Peer.EMITTER_MAP, Stretch::deliveriesPerSecond)
                .ifPresent(times -> aims.add(Aim.atLeast(
                        peer.title() + ", deliveries/s with 32 publishers", times, fewestDeliveries, THE_MAP)));
    }

    private void idle(Peer peer, double most) {
        IdleTable idle = report.idle();
        idle.times("idle", peer, peer.yardstick(), Footprint::heapBytesPerConnection)
                .ifPresent(times ->
                        aims.add(Aim.atMost(peer.title() + ", heap per idle connection", times, most, THE_MAP)));
        idle.times("idle", peer, peer.yardstick(), Footprint::residentBytesPerConnection)
                .ifPresent(times ->
                        aims.add(Aim.atMost(peer.title() + ", RSS per idle connection", times, most, THE_MAP)));
    }
}
