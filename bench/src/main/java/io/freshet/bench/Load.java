package io.freshet.bench;

import java.io.IOException;
import java.util.List;

/**
 * Subscribers, and publishers who send to them.
 *
 * @param name what the command line and the table call it
 * @param comparison whose servers it is for
 * @param audience how many subscribers there are; 0: as many as the command line says
 * @param apart whether each of them has a topic of its own
 * @param publishers how many publish at a time
 * @param pace when each of them sends
 * @param stalled whether a subscriber that reads nothing comes, after the others have been measured without it
 */
record Load(String name, Comparison comparison, int audience, boolean apart, int publishers, Pace pace, boolean stalled)
        implements Scenario {
    static Load starter(String name, int publishers, Pace pace) {
        return new Load(name, Comparison.STARTER, 0, false, publishers, pace, false);
    }

    static Load hub(String name, int publishers, Pace pace) {
        return new Load(name, Comparison.HUB, 0, false, publishers, pace, false);
    }

    /** The same with so many subscribers. */
    Load to(int subscribers) {
        return new Load(name, comparison, subscribers, apart, publishers, pace, stalled);
    }

    /** The same with a topic for each subscriber. */
    Load each() {
        return new Load(name, comparison, audience, true, publishers, pace, stalled);
    }

    /** The same with a subscriber that reads nothing. */
    Load withStalledReader() {
        return new Load(name, comparison, audience, apart, publishers, pace, true);
    }

    int subscribers(Options options) {
        return audience == 0 ? options.subscribers() : audience;
    }

    Topics topics(Options options) {
        int subscribers = subscribers(options);
        return apart ? new Topics.OneEach(subscribers, publishers) : new Topics.One(subscribers);
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(comparison);
    }

    @Override
    public List<Peer> peers() {
        return comparison.peers();
    }

    @Override
    public void run(Peer peer, Options options, Report report) throws IOException, InterruptedException {
        List<Measurement> measured = new LoadRun(peer, this, options).measure();
        LoadTable table = report.loads(comparison);
        table.add(name, peer, measured.get(0));
        if (measured.size() > 1) {
            table.add(name + ", with it", peer, measured.get(1));
        }
    }
}
