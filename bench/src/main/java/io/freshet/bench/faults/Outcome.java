package io.freshet.bench.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a fault did.
 *
 * @param acknowledged events
 * @param unacknowledged attempts to publish that failed, or of which nobody knows
 * @param reconnections of all subscribers together
 */
record Outcome(Fault fault, Scale scale, int acknowledged, int unacknowledged, long reconnections, Verdict verdict) {
    static final String HEAD =
            "| fault | times | events acknowledged | not acknowledged | deliveries owed | lost | duplicated"
                    + " | reordered | gaps | missed in them | reconnections | longest silence |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|\n";

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %,d | %,d | %,d | %d | %d | %d | %d | %,d | %,d | %.1f s |%n",
                fault.title(),
                scale.times(fault.times()),
                acknowledged,
                unacknowledged,
                verdict.owed(),
                verdict.lost(),
                verdict.duplicated(),
                verdict.reordered(),
                verdict.gaps(),
                verdict.announced(),
                reconnections,
                verdict.silenceNanos() / 1e9);
    }

    /** What is not as it should be. */
    List<String> misses() {
        List<String> misses = new ArrayList<>();
        if (!verdict.isClean()) {
            misses.add(verdict.lost() + " lost, " + verdict.duplicated() + " duplicated, " + verdict.reordered()
                    + " reordered");
        }
        if (fault.telling() == Telling.EVERYBODY && verdict.gaps() < scale.subscribers()) {
            misses.add(
                    verdict.gaps() + " gaps, of which each of " + scale.subscribers() + " subscribers should have one");
        }
        if (fault.telling() == Telling.NOBODY && verdict.gaps() > 0) {
            misses.add(verdict.gaps() + " gaps, although nothing was lost by the log");
        }
        Duration aim = fault.longestSilence();
        if (scale.full() && aim != null && verdict.silenceNanos() > aim.toNanos()) {
            misses.add(String.format(
                    Locale.ROOT, "%.1f s of silence, of %d s at most", verdict.silenceNanos() / 1e9, aim.toSeconds()));
        }
        return misses;
    }
}
