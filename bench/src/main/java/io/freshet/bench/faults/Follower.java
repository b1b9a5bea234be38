package io.freshet.bench.faults;

import io.freshet.EventId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one subscriber over all its connections. What it was sent must be all that is owed to it, once and in the log's order, but
 * for what lies in a gap that it was told of. All threads.
 */
final class Follower {
    private static final int MOST_FINDINGS = 20;
    private static final String LOST = " lost";

    private final Ledger ledger;
    private final List<BitSet> received = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final Silence silence = new Silence();
    /** Everything owed up to here was sent, or is in a gap. */
    private @Nullable EventId held;

    /** What was wrong, for whoever looks for the cause; the first few. */
    private final List<String> findings = new ArrayList<>();

    private long duplicated;
    private long reordered;

    Follower(Ledger ledger) {
        this.ledger = ledger;
        for (int i = 0; i < ledger.publishers(); i++) {
            received.add(new BitSet());
        }
    }

    /** It tries to connect. */
    synchronized void attempts(long nanos) {
        silence.attempt(nanos);
    }

    /** A connection stands. Only the first one's position counts: the others go on from where the subscriber was, or tell of a gap. */
    synchronized void connected(EventId id, long nanos) {
        ledger.reached(id);
        silence.connected(nanos);
        if (held == null) {
            held = id;
        }
    }

    synchronized boolean isConnected() {
        return held != null;
    }

    /** It was told a position without an event. */
    synchronized void at(EventId id) {
        ledger.reached(id);
        if (held != null && held.sameEpoch(id) && !held.isAfter(id)) {
            held = id;
        } else {
            reordered++;
            find("position " + id + " after " + held);
        }
    }

    synchronized void gap(EventId id) {
        ledger.reached(id);
        if (held == null) {
            held = id;
        }
        gaps.add(new Gap(held, id));
        held = id;
    }

    synchronized void event(EventId id, int publisher, int number, long nanos) {
        silence.end(nanos);
        ledger.received(publisher, number, id);
        if (received.get(publisher).get(number)) {
            duplicated++;
            find("event " + id + " (" + publisher + " " + number + ") again, after " + held);
            return;
        }
        received.get(publisher).set(number);
        if (held == null || !held.sameEpoch(id) || !id.isAfter(held)) {
            reordered++;
            find("event " + id + " (" + publisher + " " + number + ") after " + held);
        }
        if (held == null || !held.sameEpoch(id) || id.isAfter(held)) {
            held = id;
        }
    }

    private void find(String finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }

    synchronized List<String> findings() {
        List<String> all = new ArrayList<>(findings);
        all.add(silence.toString());
        return all;
    }

    /** Its silence is measured from here on. */
    synchronized void listenFrom(long nanos) {
        silence.listenFrom(nanos);
    }

    synchronized Verdict verdict() {
        findings.removeIf(finding -> finding.contains(LOST));
        long owed = 0;
        long lost = 0;
        long announced = 0;
        for (int publisher = 0; publisher < ledger.publishers(); publisher++) {
            BitSet here = received.get(publisher);
            List<@Nullable EventId> all = ledger.acknowledgedOf(publisher);
            for (int number = 0; number < all.size(); number++) {
                EventId id = all.get(number);
                if (id != null) {
                    owed++;
                    if (here.get(number)) {
                        continue;
                    }
                    if (gaps.stream().anyMatch(gap -> gap.covers(id, ledger))) {
                        announced++;
                    } else {
                        lost++;
                        find("event " + id + " (" + publisher + " " + number + ")" + LOST + "; gaps " + gaps);
                    }
                }
            }
        }
        return new Verdict(owed, lost, announced, duplicated, reordered, gaps.size(), silence.longestNanos());
    }
}
