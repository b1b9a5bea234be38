package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ChangeResult;
import io.freshet.CloseReason;
import io.freshet.Event;
import io.freshet.Owner;
import io.freshet.Publication;
import io.freshet.RefusalReason;
import io.freshet.Rights;
import io.freshet.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Point 13: rights belong to the connection's request, and a stream ends with the right to it. */
class RightsTest {
    private static Rights to(String... selectors) {
        return Rights.to(Selector.all(List.of(selectors)));
    }

    @Test
    void aSelectorOutsideTheRightsRefusesTheConnection() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connect(request("tab", "a", "b").rights(to("a")));
        assertThat(page.refusal().reason()).isEqualTo(RefusalReason.FORBIDDEN);
        assertThat(page.refusal().status()).isEqualTo(403);
        assertThat(hub.hub.subscriberCount()).isZero();
    }

    @Test
    void whatTheSubscriberSelectedBeforeIsBoundAsWell() {
        TestHub hub = new TestHub();
        hub.subscribe("tab", 1, "a", "b");
        hub.settle();
        RecordingTransport page = hub.connect(request("tab").rights(to("a")));
        assertThat(page.refusal().reason()).isEqualTo(RefusalReason.FORBIDDEN);
        assertThat(hub.subscription("tab").revision())
                .as("nothing was taken away")
                .isEqualTo(1);
    }

    @Test
    void aSelectorOutsideTheRightsRefusesTheChange() {
        TestHub hub = new TestHub();
        Selector secret = Selector.of("secret");
        assertThat(hub.hub
                        .subscribe(key("tab"), 1, List.of(Selector.of("a"), secret), to("a"))
                        .toCompletableFuture())
                .isCompletedWithValue(new ChangeResult.Forbidden(secret));
        assertThat(hub.records).isEmpty();
    }

    @Test
    void aChangeUnderOtherRightsDoesNotWidenTheConnections() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a").rights(to("a")));
        hub.subscribe("tab", 1, "*");
        hub.publish("a", "1");
        hub.publish("b", "2");
        hub.settle();
        assertThat(page.data()).containsExactly("1");
    }

    @Test
    void aPrivateEventGoesToThoseWhoseRightsNameItsTopic() {
        TestHub hub = new TestHub();
        RecordingTransport named = hub.connected(request("named", "a"));
        RecordingTransport all = hub.connected(request("all", "a").rights(Rights.toEverythingPublicAnd(List.of())));
        hub.hub.publish(new Publication(List.of("a"), true, Event.message("private")));
        hub.publish("a", "public");
        hub.settle();
        assertThat(named.data()).containsExactly("private", "public");
        assertThat(all.data()).containsExactly("public");
    }

    @Test
    void whoMayReceiveWhateverIsPublicIsNamedByAnyTopicOfAPrivateEvent() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(
                request("tab", "books/*").rights(Rights.toEverythingPublicAnd(Selector.all(List.of("users/ann/*")))));
        hub.hub.publish(new Publication(List.of("books/1", "users/ann/1"), true, Event.message("for ann")));
        hub.hub.publish(new Publication(List.of("books/2", "users/bob/2"), true, Event.message("for bob")));
        hub.settle();
        assertThat(page.data()).containsExactly("for ann");
    }

    @Test
    void theRightToOneTopicDoesNotOpenAnEventThroughAnother() {
        TestHub hub = new TestHub();
        RecordingTransport page = hub.connected(request("tab", "a").rights(to("a", "b")));
        hub.hub.publish(new Publication(List.of("b", "c"), false, Event.message("1")));
        hub.settle();
        assertThat(page.data()).isEmpty();
    }

    @Test
    void theStreamEndsWhenTheRightRunsOut() {
        TestHub hub = new TestHub();
        RecordingTransport page =
                hub.connected(request("tab", "a").expires(hub.clock.now().plusSeconds(60)));
        hub.advance(Duration.ofMillis(59_999));
        assertThat(page.connection().closeReason()).isNull();
        hub.advance(Duration.ofMillis(1));
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.EXPIRED);
        assertThat(page.last().data()).isEqualTo("{\"reason\":\"expired\",\"comeBack\":true}");
    }

    @Test
    void aRightThatHasRunOutAlreadyEndsTheStreamAtOnce() {
        TestHub hub = new TestHub();
        RecordingTransport page =
                hub.connect(request("tab", "a").expires(hub.clock.now().minusSeconds(60)));
        hub.advance(Duration.ZERO);
        assertThat(page.connection().closeReason()).isEqualTo(CloseReason.EXPIRED);
    }

    @Test
    void aRightThatNeverRunsOutInEarnestIsNone() {
        TestHub hub = new TestHub();
        RecordingTransport page =
                hub.connected(request("tab", "a").expires(Instant.MAX).maxLife(Duration.ofSeconds(Long.MAX_VALUE)));
        hub.publish("a", "1");
        hub.advance(Duration.ofDays(1));
        assertThat(page.data()).containsExactly("1");
        assertThat(page.connection().closeReason()).isNull();
    }

    @Test
    void closingAnOwnerEndsAllItsConnectionsAndNobodyElses() {
        TestHub hub = new TestHub();
        RecordingTransport one = hub.connected(request("1", "a"));
        RecordingTransport two = hub.connected(request("2", "a"));
        RecordingTransport other = hub.connected(
                io.freshet.ConnectRequest.to(TestHub.STREAM, Owner.of("other")).topics("a"));
        assertThat(hub.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED)).isEqualTo(2);
        assertThat(hub.hub.close(TestHub.OWNER, CloseReason.RIGHT_ENDED)).isZero();
        hub.settle();
        for (RecordingTransport page : List.of(one, two)) {
            assertThat(page.last().data()).isEqualTo("{\"reason\":\"right-ended\",\"comeBack\":false}");
            assertThat(page.isEnded()).isTrue();
        }
        assertThat(other.isOpen()).isTrue();
    }
}
