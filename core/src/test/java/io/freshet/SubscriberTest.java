package io.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriberTest {
    private static final SubscriberKey KEY = new SubscriberKey(Owner.of("o"), "/s", "tab");

    private static EventId at(long sequence) {
        return new EventId("e", sequence);
    }

    private static Set<Selector> select(String topic) {
        return Set.of(Selector.of(topic));
    }

    @Test
    void knowsWhatItSelectedAtEachPosition() {
        Subscriber subscriber = new Subscriber(KEY, true, new Place(0), select("0"), null);
        subscriber.change(at(10), new Subscription(1, select("1")));
        subscriber.change(at(20), new Subscription(2, select("2")));
        assertThat(subscriber.selectorsAt(at(0))).isEqualTo(select("0"));
        assertThat(subscriber.selectorsAt(at(9))).isEqualTo(select("0"));
        assertThat(subscriber.selectorsAt(at(10))).isEqualTo(select("1"));
        assertThat(subscriber.selectorsAt(at(19))).isEqualTo(select("1"));
        assertThat(subscriber.selectorsAt(at(1000))).isEqualTo(select("2"));
    }

    @Test
    void doesNotPretendToKnowWhatItHasForgotten() {
        Subscriber subscriber = new Subscriber(KEY, true, new Place(0), select("0"), null);
        for (int i = 1; i <= 100; i++) {
            subscriber.change(at(i), new Subscription(i, select("" + i)));
        }
        assertThat(subscriber.knownSince()).isEqualTo(at(37));
        assertThat(subscriber.selectorsAt(at(36))).isNull();
        assertThat(subscriber.selectorsAt(at(37))).isEqualTo(select("37"));
    }

    @Test
    void whatOtherNodesKnowGoesBeforeWhatTheLogHasShownHere() {
        Subscriber subscriber = new Subscriber(KEY, true, new Place(0), Set.of(), null);
        subscriber.change(at(30), new Subscription(3, select("3")));
        subscriber.change(at(40), new Subscription(4, select("4")));
        subscriber.learn(
                new SubscriberHistory(
                        new Subscription(0, select("0")),
                        null,
                        List.of(
                                new SubscriberHistory.Change(at(20), new Subscription(2, select("2"))),
                                new SubscriberHistory.Change(at(30), new Subscription(3, select("3"))))),
                at(0));
        assertThat(subscriber.selectorsAt(at(5))).isEqualTo(select("0"));
        assertThat(subscriber.selectorsAt(at(25))).isEqualTo(select("2"));
        assertThat(subscriber.selectorsAt(at(35))).isEqualTo(select("3"));
        assertThat(subscriber.selectorsAt(at(45))).isEqualTo(select("4"));
        assertThat(subscriber.subscription()).isEqualTo(new Subscription(4, select("4")));
    }

    @Test
    void whatWasSelectedInAFormerLifeOfTheLogIsSelectedFromTheBeginningOfThisOneOn() {
        Subscriber subscriber = new Subscriber(KEY, true, new Place(0), Set.of(), null);
        subscriber.learn(
                new SubscriberHistory(
                        new Subscription(0, select("0")),
                        null,
                        List.of(new SubscriberHistory.Change(
                                new EventId("former", 20), new Subscription(1, select("1"))))),
                at(0));
        assertThat(subscriber.selectorsAt(at(0))).isEqualTo(select("1"));
    }

    @Test
    void oneWhoReturnsAfterItWasForgottenKnowsNothingFromBefore() {
        Subscriber subscriber = new Subscriber(KEY, true, new Place(0), select("0"), at(50));
        assertThat(subscriber.selectorsAt(at(49))).isNull();
        assertThat(subscriber.selectorsAt(at(50))).isEqualTo(select("0"));
    }
}
