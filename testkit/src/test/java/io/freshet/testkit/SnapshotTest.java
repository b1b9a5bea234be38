package io.freshet.testkit;

import static io.freshet.testkit.TestHub.keeping;
import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.OverflowPolicy;
import io.freshet.Rights;
import io.freshet.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Point 11: first the state, then every change, with none missing between. */
class SnapshotTest {
    private static TestHub withStates(String... topics) {
        TestHub hub = new TestHub();
        for (String topic : topics) {
            hub.hub.snapshot(topic, it -> Event.of("state", "state of " + it));
        }
        return hub;
    }

    @ParameterizedTest
    @EnumSource
    void noChangeIsMissingBetweenStateAndStreamInAnyOrder(Logs logs) {
        Explored.exploring(300_000, schedule -> {
            TestHub hub = new TestHub(logs);
            AtomicInteger version = new AtomicInteger();
            hub.hub.snapshot("room", topic -> Event.of("state", "" + version.get()));
            RecordingTransport page = new RecordingTransport();
            hub.joins(schedule);
            schedule.actor("page", () -> hub.connect(request("tab", "room"), page));
            schedule.actor("first", version::incrementAndGet, () -> hub.publish("room", "1"));
            schedule.actor("second", () -> {
                if (version.get() == 1) {
                    version.incrementAndGet();
                    hub.publish("room", "2");
                }
            });
            schedule.play();
            List<String> seen = page.data();
            int first = Integer.parseInt(seen.get(0));
            int last = version.get();
            assertThat(page.events().get(0).event()).isEqualTo("state");
            for (int missing = first + 1; missing <= last; missing++) {
                assertThat(seen).as("after state %s", first).contains("" + missing);
            }
            new Promise(hub, key("tab"), "room").isKeptBy(page);
        });
    }

    @Test
    void onlyTheLastFrameOfASnapshotHasAnId() {
        TestHub hub = withStates("rooms/*");
        hub.publish("x", "1");
        RecordingTransport page = hub.connected(request("tab", "rooms/1", "rooms/2", "rooms/3"));
        String head = hub.hub.position().toString();
        assertThat(page.frames()).extracting(SseBlock::id).containsExactly(head + "!", null, null, head);
        assertThat(page.data()).containsExactly("state of rooms/1", "state of rooms/2", "state of rooms/3");
    }

    @Test
    void anInterruptedSnapshotIsRepeatedOnReturn() {
        TestHub hub = withStates("rooms");
        Page page = new Page(hub, () -> request("tab", "rooms"));
        page.connect();
        hub.lane.runAll();
        assertThat(page.response().frames())
                .as("connect, and the state is being read")
                .hasSize(1);
        page.response().peerGoes();
        hub.settle();
        page.connect();
        hub.settle();
        assertThat(page.response().frames()).extracting(SseBlock::event).containsExactly("connect", "gap", "state");
    }

    @Test
    void whoResumesGetsWhatWasMissedAndNoState() {
        TestHub hub = withStates("rooms");
        Page page = new Page(hub, () -> request("tab", "rooms"));
        page.connect();
        hub.settle();
        page.response().peerGoes();
        hub.publish("rooms", "missed");
        page.connect();
        hub.settle();
        assertThat(page.response().data()).containsExactly("missed");
    }

    @Test
    void aGapIsFollowedByTheState() {
        TestHub hub = new TestHub(Logs.MEMORY, keeping(4), it -> it.window(4, 1 << 20));
        hub.hub.snapshot("rooms", topic -> Event.of("state", "state"));
        String start = hub.hub.position().toString();
        hub.publishAll("rooms", 20);
        RecordingTransport page = hub.connected(request("tab", "rooms").lastEventId(start));
        assertThat(page.frames()).extracting(SseBlock::event).containsExactly("connect", "gap", "state");
        assertThat(page.last().id()).isEqualTo(hub.hub.position().toString());
        new Promise(hub, key("tab"), "rooms").isKeptBy(page);
    }

    @Test
    void changesWhileTheStateIsReadFollowIt() {
        TestHub hub = withStates("rooms");
        RecordingTransport page = hub.connect(request("tab", "rooms"));
        hub.lane.runAll();
        hub.publish("rooms", "change");
        hub.lane.runAll();
        assertThat(page.data()).isEmpty();
        hub.settle();
        assertThat(page.data()).containsExactly("state of rooms", "change");
        new Promise(hub, key("tab"), "rooms").isFulfilledBy(page);
    }

    @Test
    void theStateIsReadOffTheLane() {
        TestHub hub = withStates("rooms");
        RecordingTransport slow = hub.connect(request("tab", "rooms"));
        RecordingTransport other = hub.connect(request("other", "a"));
        hub.lane.runAll();
        hub.publish("a", "1");
        hub.lane.runAll();
        assertThat(other.data()).containsExactly("1");
        assertThat(slow.data()).isEmpty();
    }

    @Test
    void aPatternHasNoState() {
        TestHub hub = withStates("rooms/*");
        RecordingTransport page = hub.connected(request("tab", "rooms/*"));
        assertThat(page.events()).isEmpty();
    }

    @Test
    void aStateThatCannotBeReadEndsTheConnectionAndTheReaderComesBack() {
        for (String fault : List.of("throws", "null")) {
            TestHub hub = new TestHub();
            hub.hub.snapshot("rooms", topic -> {
                if (fault.equals("null")) {
                    return null;
                }
                throw new IllegalStateException("no database");
            });
            RecordingTransport page = hub.connect(request("tab", "rooms"));
            hub.settle();
            assertThat(page.connection().closeReason()).as(fault).isEqualTo(CloseReason.FAILED);
            assertThat(page.last().data()).isEqualTo("{\"reason\":\"failed\",\"comeBack\":true}");
        }
    }

    @Test
    void aSnapshotIsNotBoundByTheOutbox() {
        TestHub hub = new TestHub(it -> it.outbox(2, 100));
        hub.hub.snapshot("rooms/*", topic -> Event.of("state", "x".repeat(1000)));
        String[] topics = new String[200];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = "rooms/" + i;
        }
        RecordingTransport page = new RecordingTransport();
        page.block();
        hub.connect(request("tab", topics), page);
        hub.settle();
        hub.publish("rooms/1", "change");
        hub.settle();
        page.unblock();
        hub.settle();
        assertThat(page.data()).hasSize(201).last().isEqualTo("change");
        new Promise(hub, key("tab"), topics).isFulfilledBy(page);
    }

    @Test
    void noHeartbeatPromisesWhatASnapshotHasNotSentYet() {
        TestHub hub = withStates("rooms");
        RecordingTransport page = hub.connect(request("tab", "rooms").heartbeat(Duration.ofSeconds(1)));
        hub.lane.runAll();
        for (int i = 0; i < 5; i++) {
            hub.clock.skip(Duration.ofSeconds(1));
            hub.lane.runAll();
        }
        assertThat(page.frames()).hasSize(6);
        assertThat(page.frames().subList(1, 6)).allMatch(frame -> frame.id() == null && !frame.isEvent());
        hub.settle();
        assertThat(page.last().isComplete()).isTrue();
    }

    @Test
    void rightsOfTheConnectionBoundTheStateAsWell() {
        TestHub hub = new TestHub(it -> it.outbox(2, 1 << 20).overflow(OverflowPolicy.DROP));
        hub.hub.snapshot("**", topic -> Event.of("state", "state of " + topic));
        RecordingTransport page =
                hub.connected(request("tab", "mine").rights(Rights.to(Selector.all(List.of("mine")))));
        page.forgetFrames();
        // A request with more rights changes what the subscriber selects; the connection's own rights stay what they
        // are.
        hub.subscribe("tab", 1, "mine", "secret");
        hub.settle();
        page.block();
        hub.publishAll("mine", 10);
        hub.publishAll("secret", 10);
        hub.settle();
        page.unblock();
        hub.settle();
        assertThat(page.frames("gap")).hasSize(1);
        assertThat(page.frames("state")).extracting(SseBlock::data).containsExactly("state of mine");
    }
}
