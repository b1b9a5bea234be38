package io.freshet.testkit;

import static io.freshet.testkit.TestHub.key;
import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ConnectRequest;
import io.freshet.Owner;
import io.freshet.RefusalReason;
import io.freshet.SubscriberKey;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Point 14: memory is bounded against strangers. */
class BoundsAgainstStrangersTest {
    @Test
    void anOwnerHasAtMost100DisconnectedSubscribersAndTheOldestIsForgottenFirst() {
        TestHub hub = new TestHub();
        RecordingTransport live = hub.connected(request("live", "a"));
        for (int i = 0; i <= 100; i++) {
            hub.connected(request("tab-" + i, "a")).peerGoes();
            hub.settle();
        }
        assertThat(hub.hub.subscriberCount()).isEqualTo(101);
        assertThat(hub.subscription("tab-0").selectors()).isEmpty();
        assertThat(hub.subscription("tab-1").selectors()).isNotEmpty();
        assertThat(live.isOpen()).isTrue();
    }

    @Test
    void subscribingAloneMakesNoMoreOfThem() {
        TestHub hub = new TestHub();
        for (int i = 0; i <= 100; i++) {
            hub.subscribe("tab-" + i, 1, "a");
        }
        hub.settle();
        assertThat(hub.hub.subscriberCount()).isEqualTo(100);
        assertThat(hub.subscription("tab-0").revision()).isZero();
        assertThat(hub.subscription("tab-100").revision()).isEqualTo(1);
    }

    @Test
    void thereIsABoundForAllOwnersTogether() {
        TestHub hub = new TestHub(it -> it.maxDisconnected(2, 3));
        for (int i = 0; i < 5; i++) {
            ConnectRequest.Builder request = ConnectRequest.to(TestHub.STREAM, Owner.of("owner-" + i))
                    .subscriber("tab")
                    .topics("a");
            hub.connected(request).peerGoes();
            hub.settle();
        }
        assertThat(hub.hub.subscriberCount()).isEqualTo(3);
    }

    @Test
    void selectorsPerSubscriberAreBounded() {
        TestHub hub = new TestHub(it -> it.maxSelectors(2));
        RecordingTransport page = hub.connect(request("tab", "a", "b", "c"));
        assertThat(page.refusal().reason()).isEqualTo(RefusalReason.INVALID);
        assertThatThrownBy(() -> hub.subscribe("tab", 1, "a", "b", "c")).hasMessageContaining("at most 2");
    }

    @Test
    void lengthsAreBounded() {
        assertThatThrownBy(() -> Owner.of("x".repeat(257))).hasMessageContaining("256");
        assertThatThrownBy(() -> key("x".repeat(129))).hasMessageContaining("128");
        assertThatThrownBy(() -> request("x".repeat(129)).build()).hasMessageContaining("128");
        assertThatThrownBy(() -> request("tab", "x".repeat(2049))).hasMessageContaining("2048");
        assertThatThrownBy(() -> new SubscriberKey(TestHub.OWNER, "/" + "x".repeat(1024), "tab"))
                .hasMessageContaining("1024");
    }

    @Test
    void anonymousCallersGetTheirSubscriberIdsFromTheServer() {
        TestHub hub = new TestHub();
        Owner anonymous = Owner.anonymous("10.0.0.1");
        RecordingTransport page = hub.connected(
                ConnectRequest.to(TestHub.STREAM, anonymous).subscriber("mine").topics("a"));
        String given = page.connection().subscriber().id();
        assertThat(given).isNotEqualTo("mine").hasSize(22);
        assertThat(page.frames().get(0).data()).contains("\"subscriber\":\"" + given + "\"");
        page.peerGoes();
        RecordingTransport back = hub.connected(
                ConnectRequest.to(TestHub.STREAM, anonymous).subscriber(given).topics("a"));
        assertThat(back.connection().subscriber().id()).isEqualTo(given);
    }

    @Test
    void connectionIdsCannotBeGuessed() {
        TestHub hub = new TestHub();
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i ->
                                hub.connected(request(null, "a")).connection().id()))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() == 22);
    }

    @Test
    void nothingIsLeftOfConnectionsThatEnded() {
        TestHub hub = new TestHub(it -> it.grace(Duration.ofSeconds(1)));
        for (int i = 0; i < 50; i++) {
            hub.connected(request("tab-" + i, "a", "b/*", "c/**")).peerGoes();
            hub.connected(request(null, "a")).peerGoes();
        }
        hub.advance(Duration.ofSeconds(3));
        assertThat(hub.hub.subscriberCount()).isZero();
        assertThat(hub.hub.connectionCount()).isZero();
        assertThat(hub.clock.timers()).as("the housekeeping").isEqualTo(1);
    }
}
