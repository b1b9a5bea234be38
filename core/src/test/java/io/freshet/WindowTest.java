package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(4, 1000);
    private long sequence;

    private EventId id(long number) {
        return new EventId("e", number);
    }

    private void add(int bytes) {
        window.add(
                new LogRecord(id(++sequence), new Publication(List.of("a"), false, Event.message("x".repeat(bytes)))));
    }

    @Test
    void aNewWindowStandsAtTheHeadOfTheLog() {
        window.begin(id(7), false);
        assertThat(window.head()).isEqualTo(id(7));
        assertThat(window.oldestPosition()).isEqualTo(id(7));
        assertThat(window.indexAfter(id(7))).isZero();
        assertThat(window.indexAfter(id(6))).isEqualTo(-1);
    }

    @Test
    void keepsTheNewestByCount() {
        window.begin(id(0), false);
        for (int i = 0; i < 10; i++) {
            add(1);
        }
        assertThat(window.get(5)).isNull();
        assertThat(window.get(6).position()).isEqualTo(id(7));
        assertThat(window.get(10)).isNull();
        assertThat(window.end()).isEqualTo(10);
        assertThat(window.head()).isEqualTo(id(10));
        assertThat(window.oldestPosition()).isEqualTo(id(6));
        assertThat(window.indexAfter(id(6))).isEqualTo(6);
        assertThat(window.indexAfter(id(5))).isEqualTo(-1);
        assertThat(window.indexAfter(id(10))).isEqualTo(10);
    }

    @Test
    void keepsTheNewestByBytes() {
        window.begin(id(0), false);
        add(400);
        add(400);
        add(400);
        assertThat(window.get(0)).isNull();
        assertThat(window.get(1)).isNotNull();
        add(5000);
        assertThat(window.get(2)).isNull();
        assertThat(window.newest().position()).as("one event may be larger").isEqualTo(id(4));
        add(1);
        assertThat(window.get(3)).isNull();
        assertThat(window.oldestPosition()).isEqualTo(id(4));
    }

    @Test
    void findsThePlaceAfterAPositionThatIsNoRecordOfItsOwn() {
        window.begin(id(0), false);
        sequence = 10;
        add(1);
        sequence = 20;
        add(1);
        assertThat(window.indexAfter(id(15))).isEqualTo(1);
        assertThat(window.indexAfter(id(11))).isEqualTo(1);
        assertThat(window.indexAfter(id(0))).isZero();
    }

    @Test
    void aPositionOfAnotherEpochIsNotHere() {
        window.begin(id(0), false);
        add(1);
        assertThat(window.indexAfter(new EventId("other", 0))).isEqualTo(-1);
    }

    @Test
    void eachSlotKnowsWhatItFollows() {
        window.begin(id(0), false);
        add(1);
        add(1);
        assertThat(window.get(0).previous()).isEqualTo(id(0));
        assertThat(window.get(1).previous()).isEqualTo(id(1));
    }
}
