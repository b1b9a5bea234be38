package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ComebackTest {
    private static final long MILLI = 1_000_000;

    private final CountDownLatch live = new CountDownLatch(2);
    private final Comeback comeback = new Comeback(2, 100 * MILLI, live);

    @Test
    void whoHasWhatWasPublishedBeforeTheFirstCameHasCaughtUp() {
        comeback.received(0, 40 * MILLI, 110 * MILLI);
        comeback.received(0, 105 * MILLI, 120 * MILLI);
        assertThat(live.getCount()).isEqualTo(2);

        comeback.received(0, 115 * MILLI, 130 * MILLI);
        comeback.received(0, 125 * MILLI, 140 * MILLI);
        assertThat(live.getCount()).isEqualTo(1);

        comeback.received(1, 50 * MILLI, 150 * MILLI);
        comeback.received(1, 160 * MILLI, 170 * MILLI);
        assertThat(live.getCount()).isZero();
        assertThat(comeback.caughtUp().millis(100)).isBetween(50.0, 50.1);
        assertThat(comeback.caughtUp().millis(50)).isBetween(20.0, 20.1);
    }
}
