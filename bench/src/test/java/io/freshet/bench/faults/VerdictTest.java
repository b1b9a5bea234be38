package io.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.EventId;
import org.junit.jupiter.api.Test;

/** The suite is worth as much as its eyes: what goes wrong is seen, and what was announced is not held against anybody. */
class VerdictTest {
    private final Ledger ledger = new Ledger(2);
    private final Audience audience = new Audience(ledger, 1);

    private void acknowledged(int publisher, String id) {
        ledger.acknowledged(
                publisher, ledger.attempt(publisher), EventId.parse(id).orElseThrow());
    }

    private void hears(String... lines) {
        for (String line : lines) {
            audience.hear(line);
        }
    }

    private void assertVerdict(long lost, long announced, long duplicated, long reordered, long gaps) {
        Verdict verdict = audience.verdict();
        assertThat(verdict)
                .isEqualTo(new Verdict(
                        verdict.owed(), lost, announced, duplicated, reordered, gaps, verdict.silenceNanos()));
        assertThat(verdict.isClean()).isEqualTo(lost + duplicated + reordered == 0);
    }

    @Test
    void whatWasAcknowledgedAndCameOnceAndInOrderIsRight() {
        acknowledged(0, "a:1");
        acknowledged(1, "a:2");
        acknowledged(0, "a:3");
        hears("0 0 connect a:0", "0 0 event a:1 0 0", "0 0 event a:2 1 0", "0 0 event a:3 0 1");
        assertVerdict(0, 0, 0, 0, 0);
        assertThat(audience.verdict().owed()).isEqualTo(3);
    }

    @Test
    void anAcknowledgedEventThatNeverCameIsLost() {
        acknowledged(0, "a:1");
        acknowledged(0, "a:2");
        acknowledged(0, "a:3");
        hears("0 0 connect a:0", "0 0 event a:1 0 0", "0 0 event a:3 0 2");
        assertVerdict(1, 0, 0, 0, 0);
    }

    @Test
    void theLastEventsCanBeLostToo() {
        acknowledged(0, "a:1");
        acknowledged(0, "a:2");
        hears("0 0 connect a:0", "0 0 event a:1 0 0");
        assertVerdict(1, 0, 0, 0, 0);
    }

    @Test
    void aSubscriberThatReceivesNothingLosesEverything() {
        acknowledged(0, "a:1");
        hears("0 0 connect a:0");
        assertVerdict(1, 0, 0, 0, 0);
    }

    @Test
    void whatWasNotAcknowledgedIsNotOwedAndMayCome() {
        ledger.attempt(0);
        ledger.attempt(0);
        acknowledged(0, "a:2");
        hears("0 0 connect a:0", "0 0 event a:1 0 1", "0 0 event a:2 0 2");
        assertVerdict(0, 0, 0, 0, 0);
    }

    @Test
    void whatWasNotAcknowledgedMayNotComeTwice() {
        ledger.attempt(0);
        hears("0 0 connect a:0", "0 0 event a:1 0 0", "0 0 event a:2 0 0");
        // Once at the subscriber, and once because it stands in two places of the log.
        assertVerdict(0, 0, 2, 0, 0);
    }

    @Test
    void anEventThatComesAgainIsDuplicated() {
        acknowledged(0, "a:1");
        hears("0 0 connect a:0", "0 0 event a:1 0 0", "0 0 connect a:1", "0 0 event a:1 0 0");
        assertVerdict(0, 0, 1, 0, 0);
    }

    @Test
    void anEventThatComesAfterALaterOneIsReordered() {
        acknowledged(0, "a:1");
        acknowledged(0, "a:2");
        hears("0 0 connect a:0", "0 0 event a:2 0 1", "0 0 event a:1 0 0");
        assertVerdict(0, 0, 0, 1, 0);
    }

    @Test
    void anEventThatComesAfterAPositionBehindItIsReordered() {
        acknowledged(0, "a:1");
        hears("0 0 connect a:0", "0 0 at a:2", "0 0 event a:1 0 0");
        assertVerdict(0, 0, 0, 1, 0);
    }

    @Test
    void aPositionThatFallsIsReordered() {
        hears("0 0 connect a:0", "0 0 at a:2", "0 0 at a:1");
        assertVerdict(0, 0, 0, 1, 0);
    }

    @Test
    void whatIsAcknowledgedForAPlaceBeforeTheLastOneIsReordered() {
        acknowledged(0, "a:2");
        acknowledged(0, "a:1");
        hears("0 0 connect a:0", "0 0 event a:1 0 1", "0 0 event a:2 0 0");
        assertVerdict(0, 0, 0, 1, 0);
    }

    @Test
    void aGapCoversWhatLiesInIt() {
        acknowledged(0, "a:1");
        acknowledged(0, "a:2");
        acknowledged(0, "a:3");
        hears("0 0 connect a:0", "0 0 event a:1 0 0", "0 0 gap a:2", "0 0 event a:3 0 2");
        assertVerdict(0, 1, 0, 0, 1);
    }

    @Test
    void aGapCoversNothingBeforeItAndNothingBehindIt() {
        acknowledged(0, "a:1");
        acknowledged(0, "a:2");
        acknowledged(0, "a:3");
        acknowledged(0, "a:4");
        hears("0 0 connect a:0", "0 0 event a:2 0 1", "0 0 gap a:3", "0 0 at a:5");
        assertVerdict(2, 1, 0, 0, 1);
    }

    @Test
    void aGapToAnotherEpochCoversTheRestOfTheOldOneAndTheBeginningOfTheNew() {
        acknowledged(0, "a:1");
        acknowledged(0, "a:2");
        acknowledged(0, "b:1");
        acknowledged(0, "b:2");
        acknowledged(0, "b:3");
        hears("0 0 connect a:0", "0 0 event a:1 0 0", "0 0 connect b:2!", "0 0 gap b:2", "0 0 event b:3 0 4");
        assertVerdict(0, 3, 0, 0, 1);
    }

    @Test
    void aGapCoversEpochsThatCameAndWentMeanwhile() {
        acknowledged(0, "a:1");
        acknowledged(0, "b:1");
        acknowledged(0, "c:1");
        acknowledged(0, "d:1");
        hears("0 0 connect a:0", "0 0 gap c:0", "0 0 event c:1 0 2");
        assertVerdict(1, 2, 0, 0, 1);
    }

    @Test
    void anotherEpochWithoutAGapIsNotPassedOver() {
        acknowledged(0, "a:1");
        acknowledged(0, "b:1");
        hears("0 0 connect a:0", "0 0 connect b:0", "0 0 event b:1 0 1");
        assertVerdict(1, 0, 0, 1, 0);
    }

    @Test
    void theLongestTimeWithoutAnEventIsTheSilence() {
        hears("0 0 connect a:0");
        audience.listenFrom(1_000);
        hears("1100 0 event a:1 0 0", "1900 0 event a:2 0 1", "2000 0 event a:3 0 2");
        assertThat(audience.verdict().silenceNanos()).isEqualTo(800);
    }

    @Test
    void ofTheLongestSilenceItIsSaidWhatHappenedMeanwhile() {
        hears("0 0 connect a:0");
        audience.listenFrom(0);
        hears("1000000000 0 event a:1 0 0");
        assertThat(audience.findings()).containsExactly("subscriber 0: 1.00 s of silence on one connection");
        hears("2500000000 0 attempt a:1", "3000000000 0 attempt a:1", "3100000000 0 connect a:1");
        hears("3500000000 0 event a:2 0 1", "3600000000 0 event a:3 0 2");
        assertThat(audience.findings())
                .containsExactly("subscriber 0: 2.50 s of silence: came back after 1.50 s, was connected after 2.10 s,"
                        + " attempts: 2");
    }

    @Test
    void whatNoListenerWouldSayIsRefused() {
        assertThatThrownBy(() -> hears("0 0 event")).hasMessageContaining("0 0 event");
        assertThatThrownBy(() -> hears("0 0 word a:1")).hasMessageContaining("word");
        assertThatThrownBy(() -> hears("0 0 at nowhere")).hasMessageContaining("nowhere");
    }
}
