package io.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Verdict CLEAN = new Verdict(1000, 0, 0, 0, 0, 0, SECOND);

    private static Outcome outcome(String fault, Verdict verdict) {
        return new Outcome(Fault.of(fault), Scale.FULL, 5, 0, 0, verdict);
    }

    @Test
    void nothingIsMissedWhereEverythingIsAsItShouldBe() {
        assertThat(outcome("node-killed", CLEAN).misses()).isEmpty();
        assertThat(outcome("redis-flushed", CLEAN.plus(new Verdict(0, 0, 700, 0, 0, 200, 0)))
                        .misses())
                .isEmpty();
    }

    @Test
    void whatIsLostOrDoubledOrReorderedIsMissed() {
        assertThat(outcome("node-killed", CLEAN.plus(new Verdict(0, 1, 0, 0, 0, 0, 0)))
                        .misses())
                .containsExactly("1 lost, 0 duplicated, 0 reordered");
        assertThat(outcome("node-killed", CLEAN.plus(new Verdict(0, 0, 0, 2, 0, 0, 0)))
                        .misses())
                .hasSize(1);
        assertThat(outcome("node-killed", CLEAN.plus(new Verdict(0, 0, 0, 0, 3, 0, 0)))
                        .misses())
                .hasSize(1);
    }

    @Test
    void aGapIsMissedWhereTheLogHasLostSomethingAndOnlyThere() {
        assertThat(outcome("redis-flushed", CLEAN.plus(new Verdict(0, 0, 0, 0, 0, 199, 0)))
                        .misses())
                .hasSize(1);
        assertThat(outcome("redis-restarted", CLEAN.plus(new Verdict(0, 0, 0, 0, 0, 1, 0)))
                        .misses())
                .hasSize(1);
    }

    @Test
    void aGapIsMissedOfAHubAloneTooSinceItsClientsSayWhatTheyHad() {
        assertThat(outcome("append-killed", CLEAN).misses()).isEmpty();
        assertThat(outcome("append-killed", CLEAN.plus(new Verdict(0, 0, 100, 0, 0, 1, 0)))
                        .misses())
                .hasSize(1);
    }

    @Test
    void silenceIsMeasuredAgainstItsAim() {
        assertThat(outcome("node-killed", CLEAN.plus(new Verdict(0, 0, 0, 0, 0, 0, 4 * SECOND)))
                        .misses())
                .containsExactly("4.0 s of silence, of 3 s at most");
        assertThat(outcome("redis-away", CLEAN.plus(new Verdict(0, 0, 0, 0, 0, 0, 12 * SECOND)))
                        .misses())
                .isEmpty();
    }

    @Test
    void aRowHasAColumnForEachWordOfTheHead() {
        String row = outcome("node-killed", CLEAN).row();
        assertThat(row.chars().filter(c -> c == '|').count())
                .isEqualTo(Outcome.HEAD
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .chars()
                        .filter(c -> c == '|')
                        .count());
    }
}
