package io.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.bench.DeliveryCheck.Errors;
import org.junit.jupiter.api.Test;

class DeliveryCheckTest {
    private final DeliveryCheck check = new DeliveryCheck(2, 2);

    @Test
    void whatComesInOrderIsRight() {
        received(0, 0, 0, 1, 2);
        received(0, 1, 0);
        received(1, 0, 0, 1, 2);
        received(1, 1, 0);

        assertThat(check.errors(published(3, 1))).isEqualTo(Errors.NONE);
    }

    @Test
    void aDeliveryThatIsPassedOverIsLost() {
        received(0, 0, 0, 1, 4);
        received(1, 0, 0, 1, 2, 3, 4);

        assertThat(check.errors(published(5, 0))).isEqualTo(new Errors(2, 0, 0));
    }

    @Test
    void whatHasNotComeAtTheEndIsLost() {
        received(0, 0, 0, 1, 2);

        assertThat(check.errors(published(3, 0))).isEqualTo(new Errors(3, 0, 0));
    }

    @Test
    void aDeliveryThatComesAgainIsDoubled() {
        received(0, 0, 0, 1, 1, 2, 0);
        received(1, 0, 0, 1, 2);

        assertThat(check.errors(published(3, 0))).isEqualTo(new Errors(0, 2, 0));
    }

    @Test
    void aDeliveryThatComesLateIsReorderedAndNotLost() {
        received(0, 0, 0, 4, 2, 1, 3, 5);
        received(1, 0, 0, 1, 2, 3, 4, 5);

        assertThat(check.errors(published(6, 0))).isEqualTo(new Errors(0, 0, 3));
    }

    @Test
    void aLateDeliveryThatComesAgainIsDoubled() {
        received(0, 0, 0, 2, 1, 1);
        received(1, 0, 0, 1, 2);

        assertThat(check.errors(published(3, 0))).isEqualTo(new Errors(0, 1, 1));
    }

    @Test
    void publishersAreFollowedApart() {
        received(0, 0, 0);
        received(0, 1, 1, 0);
        received(1, 1, 0, 1);
        received(1, 0, 0);

        assertThat(check.errors(published(1, 2))).isEqualTo(new Errors(0, 0, 1));
    }

    private static DeliveryCheck.Owed published(long... events) {
        return (subscriber, publisher) -> events[publisher];
    }

    private void received(int subscriber, int publisher, long... sequences) {
        for (long sequence : sequences) {
            check.received(subscriber, publisher, sequence);
        }
    }
}
