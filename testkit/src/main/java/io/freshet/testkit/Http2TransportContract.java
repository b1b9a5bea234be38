package io.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Owner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every transport does over HTTP/2: all of {@link TransportContract}, and what follows from several streams on one
 * connection. To reset means RST_STREAM there, as a browser sends it when a tab goes; to close means GOAWAY and FIN; to be cut off
 * means that the connection's socket is reset.
 */
public abstract class Http2TransportContract extends TransportContract {
    private static final int MORE_THAN_LANES = 8;

    /** So many events of 16 KB are more than the buffers between two programs and the windows of HTTP/2 hold. */
    private static final int FILLING = 2_000;

    private final Http2SseClients clients;

    /** For subclasses. The clients are closed after each test. */
    protected Http2TransportContract(Http2SseClients clients) {
        this.clients = clients;
        closeLater(clients);
    }

    @Override
    protected SseClient.Request request(int port, String target) {
        return clients.to(port, target);
    }

    /** The connection stays, for it may carry other streams. */
    @Override
    protected boolean isLetGo(SseClient client, int files) {
        return ((Http2SseClient) client).isEnded();
    }

    private Http2SseClient connectAnother(Http2SseClient sibling, String owner) throws IOException {
        Http2SseClient client = sibling.beside(target("?owner=" + owner));
        assertThat(client.event("connect").id()).isNotNull();
        return client;
    }

    @Test
    void aStreamThatIsResetIsGoneAtOnceAndItsSiblingsStay() throws Exception {
        Hub serving = serve(Hub.builder().heartbeat(Duration.ofMinutes(1)));
        Http2SseClient first = (Http2SseClient) connect(request("?owner=first"));
        Http2SseClient second = connectAnother(first, "second");
        Http2SseClient third = connectAnother(first, "third");
        String id = connectionIdOf(serving, Owner.of("second"));

        second.reset();

        await("the end of the stream is seen", Duration.ofSeconds(1), () -> ended.containsKey(id));
        assertThat(ended).containsOnlyKeys(id).containsEntry(id, CloseReason.PEER_GONE);
        serving.publish("news", Event.of("news", "for the others"));
        assertThat(first.event("news").data()).isEqualTo("for the others");
        assertThat(third.event("news").data()).isEqualTo("for the others");
    }

    @Test
    void whoStopsReadingOneStreamStillReadsItsSiblings() throws Exception {
        Hub serving = serve(Hub.builder().stall(Duration.ofMillis(500)).outbox(256, 256 * 1024));
        Http2SseClient stalled =
                (Http2SseClient) connect(request("?owner=stalled&topics=bulk").receiveBuffer(4096));
        Http2SseClient sibling = connectAnother(stalled, "sibling");
        String id = connectionIdOf(serving, Owner.of("stalled"));
        Event bulk = Event.of("bulk", "x".repeat(16 * 1024));

        for (int round = 0; !ended.containsKey(id); round++) {
            assertThat(round).as("rounds until the stalled stream is ended").isLessThan(20_000);
            serving.publish("bulk", bulk);
            serving.publish("news", Event.of("news", "round " + round));
            assertThat(sibling.event("news").data()).isEqualTo("round " + round);
        }

        assertThat(ended.get(id)).isIn(CloseReason.STALLED, CloseReason.OVERFLOW);
        await("the stalled stream is over", patience().plus(SOON), stalled::isEnded);
        serving.publish("news", Event.of("news", "still here"));
        assertThat(sibling.event("news").data()).isEqualTo("still here");
    }

    /** Its windows are open, but its socket is full. */
    @Test
    void whoReadsNothingOfTheConnectionHoldsUpNobodyElse() throws Exception {
        Hub serving = serve(Hub.builder().stall(Duration.ofSeconds(2)).outbox(20_000, 256L * 1024 * 1024));
        // It keeps the threads that it has from others.
        Http2SseClients own = clients.others();
        closeLater(own);
        Http2SseClient deaf = (Http2SseClient)
                connect(own.to(port(), target("?owner=deaf&topics=bulk")).receiveBuffer(Integer.MAX_VALUE));
        String id = connectionIdOf(serving, Owner.of("deaf"));
        List<SseClient> others = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_LANES; i++) {
            others.add(connect(request("?owner=other-" + i)));
        }
        deaf.goDeaf();
        Event bulk = Event.of("bulk", "x".repeat(16 * 1024));

        long begin = RunningTime.nanos();
        for (int round = 0; !ended.containsKey(id); round++) {
            assertThat(RunningTime.since(begin))
                    .as("until the deaf client's stream is ended")
                    .isLessThan(Duration.ofSeconds(30));
            if (round < FILLING) {
                serving.publish("bulk", bulk);
            }
            serving.publish("news", Event.of("news", "round " + round));
            long before = RunningTime.nanos();
            for (SseClient other : others) {
                assertThat(other.event("news").data()).isEqualTo("round " + round);
            }
            assertThat(RunningTime.since(before))
                    .as("until all others have the news of round %d", round)
                    .isLessThan(Duration.ofSeconds(1));
        }
        assertThat(ended.get(id)).isIn(CloseReason.STALLED, CloseReason.PEER_GONE);
    }

    @Test
    void allStreamsOfAConnectionThatEndsAreGone() throws Exception {
        boolean sees = can(Capability.SEES_PEER_GO);
        Hub serving = serve(Hub.builder().heartbeat(sees ? Duration.ofMinutes(1) : Duration.ofMillis(100)));
        Http2SseClient first = (Http2SseClient) connect(request("?owner=first"));
        for (int i = 0; i < 20; i++) {
            connectAnother(first, "sibling");
        }

        first.close();

        await("all are seen to be gone", sees ? Duration.ofSeconds(1) : SOON, () -> ended.size() == 21);
        assertThat(ended.values()).containsOnly(CloseReason.PEER_GONE);
        assertThat(serving.connectionCount()).isZero();
    }
}
