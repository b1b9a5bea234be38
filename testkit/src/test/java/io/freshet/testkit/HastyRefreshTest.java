package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A page that is refreshed faster than its requests are served: the server may see them in any order, and does not see which of
 * them nobody waits for any more.
 */
class HastyRefreshTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final TestHub hub = new TestHub();
    private final RecordingTransport live = RecordingTransport.blind();

    @Nested
    class OverEveryInterleaving {
        /** Whichever is served first, and whenever the transport finds out. */
        @ParameterizedTest
        @CsvSource({"BLIND, BLIND", "BLIND, SIGHTED", "SIGHTED, BLIND", "SIGHTED, SIGHTED"})
        void theOneThatIsAliveStays(Sight lives, Sight dies) {
            Explored.exploring(300_000, schedule -> {
                TestHub hub = new TestHub();
                RecordingTransport live = lives.transport();
                RecordingTransport dead = dies.transport();
                hub.joins(schedule);
                schedule.actor("page", () -> hub.connect(request("tab", "a").limit(Limit.of(1)), live));
                schedule.actor(
                        "left page", () -> hub.connect(request("tab", "a").limit(Limit.of(1)), dead), dead::peerGoes);
                schedule.actor("order", () -> hub.publish("a", "1"));
                schedule.play();
                hub.advance(ONE_SECOND);

                assertThat(live.isOpen()).as("the page: %s", live).isTrue();
                assertThat(live.frames("close")).isEmpty();
                assertThat(dead.isEnded()).isTrue();
                assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(live.connection());
                assertThat(hub.hub.connectionCount()).isEqualTo(1);
                new Promise(hub, key("tab"), "a").isFulfilledBy(live);
            });
        }
    }

    @Test
    void aDeadRequestThatIsSeenLastDoesNotThrowTheLiveOneOut() {
        hub.connected(request("tab", "a"), live);
        RecordingTransport dead = RecordingTransport.blind();
        hub.connected(request("tab", "a"), dead);
        dead.peerGoes();
        hub.publish("a", "for both");
        hub.settle();
        assertThat(live.data()).containsExactly("for both");
        hub.advance(ONE_SECOND);
        assertThat(dead.connection().closeReason()).isEqualTo(CloseReason.PEER_GONE);
        assertThat(live.isOpen()).isTrue();
        hub.publish("a", "for the one");
        hub.settle();
        assertThat(live.data()).containsExactly("for both", "for the one");
    }

    /** The dead one has the newer ticket and is admitted before the live one is decided on. */
    @Test
    void aLiveRequestComesInThoughANewerOneHasThePlace() {
        RecordingTransport dead = RecordingTransport.blind();
        hub.hub.connect(request("tab", "a").limit(Limit.of(1)).build(), connection -> {
            hub.connected(request("tab", "a").limit(Limit.of(1)), dead);
            return live.carry(connection);
        });
        dead.peerGoes();
        hub.settle();
        hub.advance(ONE_SECOND);
        assertThat(live.isOpen()).as("the page: %s", live).isTrue();
        assertThat(dead.isEnded()).isTrue();
        assertThat(hub.hub.connections(TestHub.OWNER)).containsExactly(live.connection());
    }

    @Test
    void ofManyTheOneThatIsAliveStaysWhereverItStandsInTheirOrder() {
        for (int position = 0; position < 20; position++) {
            TestHub many = new TestHub();
            List<RecordingTransport> requests = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RecordingTransport page = RecordingTransport.blind();
                many.connect(request("tab", "a").limit(Limit.of(1)), page);
                many.settle();
                if (i != position) {
                    page.peerGoes();
                }
                requests.add(page);
            }
            assertThat(many.hub.connectionCount()).isEqualTo(1);
            many.advance(ONE_SECOND);
            assertThat(many.hub.connections(TestHub.OWNER))
                    .containsExactly(requests.get(position).connection());
            assertThat(requests).filteredOn(RecordingTransport::isOpen).hasSize(1);
        }
    }

    @Test
    void ofTwoThatAreAliveTheNewerStaysAndTheOlderIsToldOnceThatIsKnown() {
        hub.connected(request("tab", "a"), live);
        RecordingTransport newer = RecordingTransport.blind();
        hub.connected(request("tab", "a"), newer);
        hub.advance(ONE_SECOND);
        assertThat(live.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(live.last().data()).isEqualTo("{\"reason\":\"replaced\",\"comeBack\":false}");
        assertThat(newer.isOpen()).isTrue();
    }

    @Test
    void aPageThatIsRefreshedAtLeisureIsReplacedAtOnce() {
        hub.connected(request("tab", "a"), live);
        hub.advance(Duration.ofSeconds(5));
        hub.connected(request("tab", "a"), RecordingTransport.blind());
        assertThat(live.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
    }

    @Test
    void whatEndsASubscribersConnectionEndsAllOfThem() {
        RecordingTransport newer = RecordingTransport.blind();
        hub.connected(request("tab", "a"), live);
        hub.connected(request("tab", "a"), newer);
        hub.hub.leave(key("tab"));
        hub.settle();
        assertThat(List.of(live, newer)).allMatch(it -> it.connection().closeReason() == CloseReason.LEFT);
        assertThat(hub.hub.subscriberCount()).isZero();
        hub.advance(ONE_SECOND);

        RecordingTransport one = hub.connected(request("tab", "a"), RecordingTransport.blind());
        RecordingTransport two = hub.connected(request("tab", "a"), RecordingTransport.blind());
        assertThat(hub.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED)).isEqualTo(2);
        hub.settle();
        assertThat(List.of(one, two)).allMatch(RecordingTransport::isEnded);
        assertThat(hub.hub.connectionCount()).isZero();
    }

    @Test
    void aGoodbyeEndsTheOneThatItNames() {
        RecordingTransport newer = RecordingTransport.blind();
        hub.connected(request("tab", "a"), live);
        hub.connected(request("tab", "a"), newer);
        assertThat(hub.hub.goodbye(key("tab"), live.connection().id())).isTrue();
        hub.advance(ONE_SECOND);
        assertThat(live.isEnded()).isTrue();
        assertThat(newer.isOpen()).isTrue();
        assertThat(newer.frames("close")).isEmpty();
    }

    /** Five tabs of a browser whose own EventSource names no subscriber. */
    @Test
    void withoutNamesTheLiveOnesGetInHoweverManyDeadOnesCameBefore() {
        List<RecordingTransport> last = new ArrayList<>();
        for (int refresh = 0; refresh < 20; refresh++) {
            last.forEach(RecordingTransport::peerGoes);
            last.clear();
            for (int tab = 0; tab < 5; tab++) {
                RecordingTransport page = RecordingTransport.blind();
                hub.connect(request(null, "a").limit(Limit.of(5)), page);
                last.add(page);
            }
            hub.settle();
        }
        hub.advance(ONE_SECOND);
        assertThat(last).allMatch(RecordingTransport::isOpen);
        assertThat(hub.hub.connectionCount()).isEqualTo(5);
    }
}
