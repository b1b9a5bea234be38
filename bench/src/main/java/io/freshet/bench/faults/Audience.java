package io.freshet.bench.faults;

import io.freshet.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** All subscribers. What listening processes report of them is put down here: a line for each thing that a subscriber was sent. */
final class Audience {
    private final Ledger ledger;
    private final List<Follower> followers = new ArrayList<>();
    private final AtomicLong connections = new AtomicLong();

    Audience(Ledger ledger, int subscribers) {
        this.ledger = ledger;
        for (int i = 0; i < subscribers; i++) {
            followers.add(new Follower(ledger));
        }
    }

    /**
     * Takes a line down: when it was (nanoseconds of the machine's monotonic clock), to which subscriber, what, at which position,
     * and the publisher and the number of an event. Of an attempt to connect, which is reported likewise, the position means nothing.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    void hear(String line) {
        String[] words = line.split(" ", -1);
        if (words.length < 4) {
            throw new IllegalArgumentException("not a line of a listener: '" + line + "'");
        }
        long nanos = Long.parseLong(words[0]);
        Follower follower = followers.get(Integer.parseInt(words[1]));
        if (words[2].equals("attempt")) {
            follower.attempts(nanos);
            return;
        }
        // Whoever comes back with an id with a mark behind it is told of a gap, which says more than the mark.
        EventId id = EventId.parse(words[3].replace("!", ""))
                .orElseThrow(() -> new IllegalArgumentException("no position in a listener's line: '" + line + "'"));
        switch (words[2]) {
            case "connect" -> {
                connections.incrementAndGet();
                follower.connected(id, nanos);
            }
            case "gap" -> follower.gap(id);
            case "at" -> follower.at(id);
            case "event" -> follower.event(id, Integer.parseInt(words[4]), Integer.parseInt(words[5]), nanos);
            default -> throw new IllegalArgumentException("a listener tells of '" + words[2] + "': '" + line + "'");
        }
    }

    boolean isConnected() {
        return followers.stream().allMatch(Follower::isConnected);
    }

    /** How many connections were made so far. */
    long connections() {
        return connections.get();
    }

    void listenFrom(long nanos) {
        followers.forEach(follower -> follower.listenFrom(nanos));
    }

    /** What was wrong with which subscriber, a line each, the first few of each; and how long each was left without anything. */
    List<String> findings() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < followers.size(); i++) {
            for (String finding : followers.get(i).findings()) {
                all.add("subscriber " + i + ": " + finding);
            }
        }
        return all;
    }

    /** All subscribers together, and what the publishers saw. */
    Verdict verdict() {
        Verdict all = new Verdict(0, 0, 0, ledger.twice(), ledger.disordered(), 0, 0);
        for (Follower follower : followers) {
            all = all.plus(follower.verdict());
        }
        return all;
    }
}
