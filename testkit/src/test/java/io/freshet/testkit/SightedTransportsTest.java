package io.freshet.testkit;

import static io.freshet.testkit.TestHub.OWNER;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.ConnectRequest;
import io.freshet.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transports that see their peers go, but perhaps a moment after the request that comes instead: they are given the time in which
 * blind ones are probed, and nothing is written to them.
 */
class SightedTransportsTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final TestHub hub = new TestHub();
    private final List<RecordingTransport> sighted = new ArrayList<>();

    private static ConnectRequest.Builder one(String subscriber) {
        return request(subscriber, "a").limit(Limit.of(1));
    }

    private RecordingTransport connect(ConnectRequest.Builder request) {
        RecordingTransport transport = new RecordingTransport();
        sighted.add(transport);
        return hub.connect(request, transport);
    }

    private RecordingTransport connected(ConnectRequest.Builder request) {
        RecordingTransport transport = connect(request);
        hub.settle();
        assertThat(transport.isOpen()).as("open: %s", transport).isTrue();
        return transport;
    }

    private void advance(int millis) {
        hub.advance(Duration.ofMillis(millis));
    }

    @AfterEach
    void nothingWasWrittenToFindOut() {
        assertThat(sighted).allMatch(page -> page.frames().stream()
                .allMatch(block -> block.comments().isEmpty()));
    }

    @Test
    void aDeadRequestThatIsServedLastDoesNotThrowTheLiveOneOut() {
        RecordingTransport live = connected(one("tab"));
        RecordingTransport dead = connected(one("tab"));
        hub.publish("a", "for both");
        advance(2);
        dead.peerGoes();
        hub.publish("a", "for the one");
        hub.advance(ONE_SECOND);
        assertThat(live.isOpen()).isTrue();
        assertThat(live.frames("close")).isEmpty();
        assertThat(live.data()).containsExactly("for both", "for the one");
        assertThat(hub.hub.connections(OWNER)).containsExactly(live.connection());
    }

    @Test
    void aLiveRequestComesInThoughADeadOneWithANewerTicketHasThePlace() {
        RecordingTransport dead = new RecordingTransport();
        RecordingTransport live = new RecordingTransport();
        sighted.addAll(List.of(dead, live));
        hub.hub.connect(one("tab").build(), connection -> {
            hub.connected(one("tab"), dead);
            return live.carry(connection);
        });
        advance(2);
        dead.peerGoes();
        hub.advance(ONE_SECOND);
        assertThat(live.isOpen()).as("the page: %s", live).isTrue();
        assertThat(live.frames("close")).isEmpty();
        assertThat(hub.hub.connections(OWNER)).containsExactly(live.connection());
    }

    @Test
    void ofTwoThatAreAliveTheOlderIsToldOnceTheNewerHasStood() {
        RecordingTransport older = connected(one("tab"));
        RecordingTransport newer = connected(one("tab"));
        advance(350);
        assertThat(older.isOpen()).isTrue();
        advance(5);
        assertThat(older.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(newer.isOpen()).isTrue();
        assertThat(hub.clock.timers()).as("housekeeping and one heartbeat").isEqualTo(2);
    }

    /** One that was not written to yet may be dead as well. */
    @Test
    void whoTakesNothingNeverStands() {
        RecordingTransport live = connected(one("tab"));
        RecordingTransport stuck = new RecordingTransport();
        stuck.block();
        hub.connect(one("tab"), stuck);
        hub.advance(Duration.ofMinutes(1));
        assertThat(stuck.connection().closeReason()).isEqualTo(CloseReason.STALLED);
        assertThat(live.isOpen()).isTrue();
        assertThat(hub.clock.timers()).as("housekeeping and one heartbeat").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 349})
    void aRequestIsAdmittedThoughTheEndOfThePageBeforeItIsSeenOnlyThen(int millis) {
        RecordingTransport left = connected(one(null));
        hub.advance(Duration.ofSeconds(10));
        RecordingTransport page = connect(one(null));
        advance(millis);
        assertThat(page.isOpen()).isFalse();
        left.peerGoes();
        hub.settle();
        assertThat(page.isOpen()).isTrue();
        hub.advance(ONE_SECOND);
        assertThat(page.isOpen()).isTrue();
    }

    /** Whoever waits longest is tried last, and finds a place taken that is free again soon. */
    @Test
    void nobodyIsRefusedWhileADeadRequestOfItsOwnHasThePlace() {
        RecordingTransport left = connected(one(null));
        hub.advance(Duration.ofSeconds(10));
        RecordingTransport page = connect(one(null));
        advance(330);
        RecordingTransport dead = connect(one(null));
        left.peerGoes();
        hub.settle();
        assertThat(dead.isOpen()).isTrue();
        advance(50);
        assertThat(page.refusal()).isNull();
        dead.peerGoes();
        hub.settle();
        assertThat(page.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fiveTabsThatAreRefreshedInHasteAreNeverRefused(boolean named) {
        List<RecordingTransport> pages = new ArrayList<>();
        for (int refresh = 0; refresh < 20; refresh++) {
            List<RecordingTransport> left = List.copyOf(pages);
            pages.clear();
            for (int tab = 0; tab < 5; tab++) {
                String name = named ? "tab-" + tab : null;
                pages.add(connect(request(name, "a").limit(Limit.of(5))));
            }
            advance(3);
            left.forEach(RecordingTransport::peerGoes);
            advance(4);
        }
        hub.advance(ONE_SECOND);
        assertThat(sighted).allMatch(page -> page.refusal() == null);
        assertThat(sighted).filteredOn(RecordingTransport::isOpen).isEqualTo(pages);
        assertThat(hub.hub.connectionCount()).isEqualTo(5);
    }

    /** Opened at the same moment as the five, or later. */
    @ParameterizedTest
    @CsvSource({"true, 0", "true, 200", "true, 9000", "false, 0", "false, 1", "false, 200", "false, 9000"})
    void aTrueSixthIsRefusedWithinTheBoundOfProbingAnd200Ms(boolean named, int millisLater) {
        for (int i = 0; i < 5; i++) {
            connect(request(named ? "tab-" + i : null, "a").limit(Limit.of(5)));
        }
        advance(millisLater);
        RecordingTransport sixth = connect(request(null, "a").limit(Limit.of(5)));
        advance(500);
        assertThat(sixth.refusal()).isNotNull();
        hub.advance(ONE_SECOND);
        assertThat(hub.clock.timers()).as("the housekeeping and the lane's").isEqualTo(2);
    }

    @Test
    void ofBlindAndSightedHoldersTheBlindOnesAreProbed() {
        RecordingTransport blind = RecordingTransport.blind();
        hub.connected(request("blind", "a").limit(Limit.of(2)), blind);
        connected(request("sighted", "a").limit(Limit.of(2)));
        RecordingTransport newcomer = connect(request("new", "a").limit(Limit.of(2)));
        hub.advance(ONE_SECOND);
        assertThat(newcomer.refusal()).isNotNull();
        assertThat(blind.frames())
                .filteredOn(block -> !block.comments().isEmpty())
                .hasSize(4);
    }

    @Test
    void ofBlindAndSightedRivalsTheBlindOnesAreProbed() {
        RecordingTransport blind = RecordingTransport.blind();
        hub.connected(one("tab"), blind);
        RecordingTransport newer = connected(one("tab"));
        hub.advance(ONE_SECOND);
        assertThat(blind.connection().closeReason()).isEqualTo(CloseReason.REPLACED);
        assertThat(blind.frames())
                .filteredOn(block -> !block.comments().isEmpty())
                .hasSize(4);
        assertThat(newer.isOpen()).isTrue();
    }

    @Test
    void oneThatTurnsOutToBeBlindIsProbed() {
        RecordingTransport fallenBack = new RecordingTransport();
        hub.connect(one(null), fallenBack);
        fallenBack.turnBlind();
        hub.settle();
        fallenBack.peerGoes();
        assertThat(fallenBack.connection().closeReason()).isNull();
        RecordingTransport newcomer = connect(one(null));
        hub.settle();
        assertThat(fallenBack.connection().closeReason()).isEqualTo(CloseReason.PEER_GONE);
        assertThat(newcomer.isOpen()).isTrue();
    }
}
