package io.freshet.bench;

import java.io.IOException;
import java.util.List;

/**
 * Subscribers, and publishers who send to all of them.
 *
 * @param name what the command line and the table call it
 * @param publishers how many publish at a time
 * @param pace when each of them sends
 * @param events the most that each of them sends
 * @param stalled whether a subscriber that reads nothing comes, after the others have been measured without it
 */
record Load(String name, int publishers, Pace pace, long events, boolean stalled) implements Scenario {
    static Load closed(String name, int publishers, Pace pace) {
        return new Load(name, publishers, pace, Long.MAX_VALUE, false);
    }

    @Override
    public List<Peer> peers() {
        return Peer.MAIN;
    }

    @Override
    public void run(Peer peer, Options options, Report report) throws IOException, InterruptedException {
        List<Measurement> measured = new LoadRun(peer, this, options).measure();
        report.loads().add(name, peer, measured.get(0));
        if (measured.size() > 1) {
            report.loads().add(name + ", with it", peer, measured.get(1));
        }
    }
}
