package io.freshet.testkit;

import static io.freshet.testkit.TestHub.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ConnectRequest;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.HubListener;
import io.freshet.Limit;
import io.freshet.Publication;
import io.freshet.Refusal;
import io.freshet.Rights;
import io.freshet.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What fails in one place hurts nobody elsewhere. */
class FailuresStayAloneTest {
    @Test
    void aListenerThatFailsHidesNothingFromTheNext() {
        TestHub hub = new TestHub();
        List<Connection> told = new ArrayList<>();
        hub.hub.addListener(new HubListener() {
            @Override
            public void connected(Connection connection) {
                throw new IllegalStateException("the first listener");
            }
        });
        hub.hub.addListener(new HubListener() {
            @Override
            public void connected(Connection connection) {
                told.add(connection);
            }
        });
        hub.connected(request("tab", "a"));
        assertThat(told).hasSize(1);
    }

    @Test
    void anErrorOfOneTransportStopsNobodyElse() {
        TestHub hub = new TestHub();
        BreakingTransport breaking = new BreakingTransport();
        hub.hub.connect(request("one", "a").build(), breaking::carry);
        hub.settle();
        RecordingTransport other = hub.connected(request("two", "a"));
        breaking.broken = true;
        for (int i = 0; i < 3; i++) {
            hub.publish("a", Integer.toString(i));
            hub.settle();
        }
        assertThat(other.data()).containsExactly("0", "1", "2");
    }

    @Test
    void aWorkerThatRefusesASnapshotEndsTheConnection() {
        TestHub hub = new TestHub(builder -> builder.worker(task -> {
            throw new RejectedExecutionException("full");
        }));
        hub.hub.snapshot("a", topic -> Event.message("state"));
        RecordingTransport page = hub.connect(request("tab", "a"));
        hub.settle();
        assertThat(page.isEnded()).isTrue();
        assertThat(page.last().data()).contains("failed");
    }

    @Test
    void aStateOfAPrivateTopicIsNotSentToWhoMayReceiveOnlyWhatIsPublic() {
        TestHub hub = new TestHub();
        hub.hub.snapshot("inbox/*", topic -> Event.message("secret state"));
        RecordingTransport page = hub.connected(ConnectRequest.to(TestHub.STREAM, TestHub.OWNER)
                .subscriber("tab")
                .topics("inbox/bob")
                .rights(Rights.toEverythingPublicAnd(List.of())));
        hub.hub.publish(new Publication(List.of("inbox/bob"), true, Event.message("secret event")));
        hub.settle();
        assertThat(page.data()).isEmpty();
    }

    @Test
    void aLeaveFreesAHeldPlaceForWhoWaits() {
        TestHub hub = new TestHub(builder -> builder.hold(Duration.ofSeconds(5)));
        RecordingTransport one = hub.connected(request("one", "a").limit(Limit.of(1)));
        one.peerGoes();
        hub.settle();
        RecordingTransport two = hub.connect(request("two", "a").limit(Limit.of(1)));
        hub.settle();
        hub.hub.leave(TestHub.key("one"));
        hub.settle();
        assertThat(two.isOpen()).isTrue();
    }

    /** Fails with an error, as one would whose class does not fit its container. */
    private static final class BreakingTransport implements Transport {
        private final RecordingTransport working = new RecordingTransport();
        private boolean broken;

        Transport carry(Connection connection) {
            working.carry(connection);
            return this;
        }

        @Override
        public boolean seesPeerGo() {
            return true;
        }

        @Override
        public void refuse(Refusal refusal) {
            working.refuse(refusal);
        }

        @Override
        public void open() {
            working.open();
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(List<byte[]> blocks) {
            breakIfBroken();
            working.send(blocks);
        }

        @Override
        public void end() {
            breakIfBroken();
            working.end();
        }

        @Override
        public void abort() {
            end();
        }

        private void breakIfBroken() {
            if (broken) {
                throw new NoClassDefFoundError("a class of another version");
            }
        }
    }
}
