package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ConnectRequest;
import io.freshet.Owner;
import io.freshet.RefusalReason;
import io.freshet.Rights;
import io.freshet.Selected;
import io.freshet.Selector;
import io.freshet.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A hub that is killed and started again on its log knows nobody. Who says truly what it selected misses nothing. */
class RestartTest {
    private final TestHub former = new TestHub();
    private final NamedPage page = new NamedPage("tab", "a");

    @Test
    void whoNeverChangedWhatItSelectsResumes() {
        page.connected(former);
        former.publish("a", "1");
        former.settle();
        former.publish("a", "2");
        former.publish("b", "3");
        TestHub hub = former.killedAndStartedAgain();
        page.connected(hub);
        hub.publish("a", "4");
        hub.settle();
        assertThat(page.data()).containsExactly("1", "2", "4");
        assertThat(page.gaps()).isEmpty();
    }

    @Test
    void whoChangedWhatItSelectsResumesWithThat() {
        page.connected(former);
        page.subscribe(former, "b");
        former.settle();
        former.publish("b", "1");
        former.publish("a", "2");
        TestHub hub = former.killedAndStartedAgain();
        page.connected(hub);
        assertThat(page.data()).containsExactly("1");
        assertThat(page.gaps()).isEmpty();
        assertThat(hub.subscription("tab")).isEqualTo(new Subscription(1, Selector.all(List.of("b"))));
    }

    @Test
    void aChangeThatItHasNotHeardOfTakesEffectWhereTheLogHasIt() {
        page.connected(former);
        former.publish("a", "1");
        page.subscribe(former, "b");
        former.publish("a", "2");
        former.publish("b", "3");
        TestHub hub = former.killedAndStartedAgain();
        page.connected(hub);
        hub.publish("b", "4");
        hub.settle();
        assertThat(page.data()).containsExactly("1", "3", "4");
        assertThat(page.gaps()).isEmpty();
        assertThat(page.response().frames("reselected")).hasSize(1);
        new Promise(hub, key("tab"), "a").isFulfilledBy(page.response());
    }

    @Test
    void theNextHubIsToldWhatThisOneHasLearnt() {
        page.connected(former);
        page.subscribe(former, "b");
        TestHub second = former.killedAndStartedAgain();
        page.connected(second);
        second.publish("b", "1");
        TestHub third = second.killedAndStartedAgain();
        page.connected(third);
        assertThat(page.data()).containsExactly("1");
        assertThat(page.gaps()).isEmpty();
    }

    @Test
    void aChangeThatTheHubHasTakenSinceStaysTheNewest() {
        page.connected(former);
        former.settle();
        page.subscribe(former, "b");
        former.publish("b", "1");
        TestHub hub = former.killedAndStartedAgain();
        page.connect(hub);
        page.subscribe(hub, "c");
        hub.publish("c", "2");
        hub.settle();
        assertThat(page.data()).containsExactly("1", "2");
        assertThat(hub.subscription("tab").revision()).isEqualTo(2);
        new Promise(hub, key("tab"), "a").isFulfilledBy(page.response());
    }

    @Test
    void aChangeThatIsThereBeforeItsConnectionStaysTheNewest() {
        page.connected(former);
        former.settle();
        page.subscribe(former, "b");
        former.publish("b", "1");
        TestHub hub = former.killedAndStartedAgain();
        page.subscribe(hub, "c");
        hub.publish("b", "2");
        hub.publish("c", "3");
        page.connected(hub);
        assertThat(page.data()).containsExactly("1", "3");
        assertThat(page.gaps()).isEmpty();
        new Promise(hub, key("tab"), "a").isFulfilledBy(page.response());
    }

    @Test
    void whatASubscriberIsKnownToSelectIsNotForItsClientToSay() {
        page.connected(former);
        former.settle();
        former.publish("a", "1");
        TestHub hub = former.killedAndStartedAgain();
        RecordingTransport silent = hub.connected(request("tab", "b"));
        silent.peerGoes();
        page.connected(hub);
        assertThat(page.gaps()).containsExactly("forgotten");
        hub.publish("b", "2");
        hub.settle();
        assertThat(page.data()).containsExactly("2");
    }

    @Test
    void whoIsMistakenAboutWhatItSelectedIsToldOfAGap() {
        page.connected(former);
        former.subscribe("tab", 1, "b");
        former.settle();
        former.publish("b", "1");
        TestHub hub = former.killedAndStartedAgain();
        RecordingTransport back = page.connected(hub);
        assertThat(page.gaps())
                .as("somebody else chose 'b', and the page thinks of nothing")
                .containsExactly("forgotten");
        assertThat(hub.subscription("tab").revision()).isZero();
        assertThat(back.frames().get(1).id()).isEqualTo(hub.hub.position().toString());
    }

    @Test
    void whoIsMistakenIsToldSoAlthoughNothingWasPublishedMeanwhile() {
        page.connected(former);
        former.subscribe("tab", 1, "b");
        former.settle();
        TestHub hub = former.killedAndStartedAgain();
        page.connected(hub);
        hub.publish("b", "1");
        hub.settle();
        assertThat(page.gaps())
                .as("what somebody else chose for it is forgotten, and '1' does not come")
                .containsExactly("forgotten");
        page.response().peerGoes();
        page.connected(hub);
        assertThat(page.gaps()).as("once").hasSize(1);
    }

    @Test
    void whatIsSaidOfAnotherSubscriberIsNotBelieved() {
        page.connected(former);
        former.publish("a", "1");
        TestHub hub = former.killedAndStartedAgain();
        ConnectRequest.Builder other =
                request("other", "a").lastEventId(page.lastEventId()).selected(page.selected());
        assertThat(hub.connected(other).frames("gap")).hasSize(1);
        ConnectRequest.Builder another = page.request().owner(Owner.of("another"));
        assertThat(hub.connected(another).frames("gap")).hasSize(1);
    }

    @Test
    void whatIsNoFingerprintIsNotBelieved() {
        page.connected(former);
        former.publish("a", "1");
        TestHub hub = former.killedAndStartedAgain();
        for (String text : List.of("", "0", "0-", "x", "-1-aaaaaaaaaaaaaaaa", "99999999999999999-aaaaaaaaaaaaaaaa")) {
            RecordingTransport back = hub.connected(page.request().selected(new Selected(text, Set.of())));
            assertThat(back.frames("gap")).as("fingerprint '%s'", text).hasSize(1);
            hub.hub.leave(key("tab"));
        }
    }

    @Test
    void aParameterOfTheApplicationsOwnSaysNothing() {
        page.connected(former);
        former.settle();
        page.response().peerGoes();
        former.publish("a", "1");
        page.responses().add(former.connected(page.request().selected(new Selected("of-a-browser", Set.of()))));
        assertThat(page.data()).containsExactly("1");
        assertThat(page.gaps()).isEmpty();
    }

    @Test
    void whatIsSaidIsNoRight() {
        page.connected(former);
        page.subscribe(former, "b");
        former.settle();
        former.publish("b", "1");
        TestHub hub = former.killedAndStartedAgain();
        RecordingTransport back = hub.connect(page.request().rights(Rights.to(Selector.all(List.of("a")))));
        hub.settle();
        assertThat(Objects.requireNonNull(back.refusal()).reason()).isEqualTo(RefusalReason.FORBIDDEN);
    }

    @Test
    void noMoreSelectorsAreBelievedThanAreAllowed() {
        page.connected(former);
        page.subscribe(former, "b", "c", "d");
        former.settle();
        former.publish("b", "1");
        TestHub hub = former.killedAndStartedAgain(Logs.MEMORY, it -> it.maxSelectors(2));
        page.connected(hub);
        assertThat(page.gaps()).containsExactly("forgotten");
    }

    @Test
    void aChangeThatMayHaveBeenRefusedIsAGapUpToWhereItIsKnownWhatIsSelected() {
        page.connected(former);
        former.subscribe("tab", 3, "c");
        former.settle();
        NamedPage seesIt = page;
        former.hub.leave(key("tab"));
        former.subscribe("tab", 2, "b");
        former.publish("b", "1");
        former.publish("c", "2");
        TestHub hub = former.killedAndStartedAgain();
        Selected held =
                new Selected(Objects.requireNonNull(seesIt.selected()).fingerprint(), Selector.all(List.of("c")));
        RecordingTransport back = hub.connected(page.request().selected(held));
        assertThat(back.data()).isEmpty();
        assertThat(back.frames("gap")).extracting(SseBlock::reason).containsExactly("forgotten");
        assertThat(back.frames("gap").get(0).id()).isEqualTo(hub.hub.position().toString());
        hub.publish("c", "3");
        hub.settle();
        assertThat(back.data()).containsExactly("3");
    }

    @Test
    void whatWasTrimmedMayHaveBeenAChangeSoTheGapGoesOnFromWhereItIsKnownWhatIsSelected() {
        TestHub small = new TestHub(Logs.MEMORY, TestHub.keeping(3), it -> it);
        page.connected(small);
        page.subscribe(small, "b");
        small.publishAll("b", 5);
        TestHub hub = small.killedAndStartedAgain();
        page.connected(hub);
        hub.publish("a", "next");
        hub.settle();
        assertThat(page.gaps()).containsExactly("trimmed");
        assertThat(page.data()).containsExactly("next");
        assertThat(hub.subscription("tab").revision()).isZero();
    }

    @Test
    void aStrangerGetsAnotherIdAndResumes() {
        Owner stranger = Owner.anonymous("127.0.0.1");
        RecordingTransport first = former.connected(request(null, "a").owner(stranger));
        String id = first.connection().subscriber().id();
        NamedPage anonymous = new NamedPage(id, "a");
        RecordingTransport known = former.connected(anonymous.request().owner(stranger));
        anonymous.responses().add(known);
        former.hub.subscribe(first.connection().subscriber(), 1, Selector.all(List.of("b")), TestHub.EVERYTHING);
        former.publish("a", "1");
        former.publish("b", "2");
        TestHub hub = former.killedAndStartedAgain();
        RecordingTransport back = hub.connected(anonymous.request().owner(stranger));
        assertThat(back.connection().subscriber().id()).isNotEqualTo(id);
        assertThat(back.frames("gap")).isEmpty();
        assertThat(back.data()).containsExactly("2");
    }

    @Test
    void aStrangerWhoseNewIdIsInterruptedMissesNothingInSilence() {
        Owner stranger = Owner.anonymous("127.0.0.1");
        RecordingTransport first = former.connected(request(null, "a").owner(stranger));
        NamedPage anonymous = new NamedPage(first.connection().subscriber().id(), "a");
        anonymous.responses().add(former.connected(anonymous.request().owner(stranger)));
        former.hub.subscribe(first.connection().subscriber(), 1, Selector.all(List.of("b")), TestHub.EVERYTHING);
        former.publish("b", "1");
        TestHub second = former.killedAndStartedAgain();
        RecordingTransport interrupted = second.connect(anonymous.request().owner(stranger));
        while (interrupted.frames().isEmpty()) {
            second.lane.take(0);
        }
        assertThat(interrupted.frames()).extracting(SseBlock::event).containsExactly("connect");
        NamedPage renamed = new NamedPage(interrupted.connection().subscriber().id(), "a");
        renamed.responses().addAll(List.of(first, interrupted));
        TestHub third = second.killedAndStartedAgain();
        RecordingTransport back = third.connected(renamed.request().owner(stranger));
        assertThat(back.data().contains("1") || !back.frames("gap").isEmpty())
                .as("'1' was selected, by the former id")
                .isTrue();
    }

    @Test
    void aStrangerWithANewIdIsToldWhatItHoldsOnceThatIsKnown() {
        Owner stranger = Owner.anonymous("127.0.0.1");
        RecordingTransport first = former.connected(request(null, "a").owner(stranger));
        NamedPage anonymous = new NamedPage(first.connection().subscriber().id(), "a");
        anonymous.responses().add(former.connected(anonymous.request().owner(stranger)));
        former.publish("a", "1");
        TestHub second = former.killedAndStartedAgain();
        RecordingTransport back = second.connected(anonymous.request().owner(stranger));
        NamedPage renamed = new NamedPage(back.connection().subscriber().id(), "a");
        renamed.responses().addAll(List.of(first, back));
        second.publish("a", "2");
        TestHub third = second.killedAndStartedAgain();
        RecordingTransport again = third.connected(renamed.request().owner(stranger));
        assertThat(again.data()).containsExactly("2");
        assertThat(again.frames("gap")).isEmpty();
    }

    @Test
    void whoWasForgottenByTheSameHubResumesLikewise() {
        page.connected(former);
        page.subscribe(former, "b");
        former.settle();
        page.response().peerGoes();
        former.settle();
        former.publish("b", "1");
        former.advance(Duration.ofHours(1));
        assertThat(former.subscription("tab").revision()).isZero();
        page.connected(former);
        assertThat(page.data()).containsExactly("1");
        assertThat(page.gaps()).isEmpty();
    }

    /** One page, over several lives of a hub whose acknowledgements are late or never come. */
    @Test
    void whateverIsCutOffNothingIsLostOrDoubled() {
        for (long seed = 0; seed < 2_000; seed++) {
            try {
                new Lives(new Random(seed)).play();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private static final class Lives {
        private static final String[][] SELECTIONS = {{"a"}, {"b"}, {"a", "b"}, {"*"}, {}};

        private final Random random;
        private final NamedPage page = new NamedPage("tab", "a");
        private TestHub hub;

        Lives(Random random) {
            this.random = random;
            this.hub = new TestHub(log());
            page.connected(hub);
        }

        private Logs log() {
            return Logs.values()[random.nextInt(Logs.values().length)];
        }

        void play() {
            for (int step = 0; step < 80; step++) {
                step(random.nextInt(20));
            }
            hub = hub.killedAndStartedAgain();
            reconnect();
            hub.settle();
            check();
        }

        private void step(int choice) {
            switch (choice) {
                case 0, 1, 2, 3 -> hub.publish(random.nextBoolean() ? "a" : "b", "");
                case 4, 5 -> page.subscribe(hub, SELECTIONS[random.nextInt(SELECTIONS.length)]);
                case 6 -> page.response().block();
                case 7 -> page.response().unblock();
                case 8 -> reconnect();
                case 9 -> {
                    hub = hub.killedAndStartedAgain(log(), it -> it.window(1 + random.nextInt(5), 1 << 20));
                    for (int i = random.nextInt(6); i > 0; i--) {
                        step(i == 1 ? 4 : 19);
                    }
                    reconnect();
                }
                default -> work();
            }
        }

        private void work() {
            List<Interleavings.Source> sources = hub.late == null
                    ? List.of(hub.lane, hub.timer, hub.worker)
                    : List.of(hub.lane, hub.timer, hub.worker, hub.late);
            Interleavings.Source source = sources.get(random.nextInt(sources.size()));
            if (source.choices() > 0) {
                source.take(random.nextInt(source.choices()));
            }
        }

        private void reconnect() {
            page.response().peerGoes();
            page.connect(hub);
        }

        private void check() {
            assertThat(page.gaps()).isEmpty();
            long last = -1;
            Promise promise = new Promise(hub, key("tab"), "a");
            for (RecordingTransport response : page.responses()) {
                promise.isKeptBy(response);
                for (SseBlock frame : response.frames()) {
                    if (frame.is("connect") && last >= 0) {
                        assertThat(frame.sequence())
                                .as("goes on from where it was")
                                .isEqualTo(last);
                    }
                    last = frame.sequence() >= 0 ? frame.sequence() : last;
                }
            }
            promise.isFulfilledBy(page.response());
        }
    }
}
