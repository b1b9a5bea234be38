package io.freshet;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A connection is ended while its lane hands it an event: the event comes before the goodbye, or not at all. */
@JCStressTest
@Outcome(id = "connect news close end", expect = Expect.ACCEPTABLE, desc = "The event was handed out first.")
@Outcome(id = "connect close end", expect = Expect.ACCEPTABLE, desc = "The connection ended first.")
@State
public class CloseAgainstOffer {
    private final Tasks tasks = new Tasks();
    private final StringBuilder sent = new StringBuilder();
    private final Connection connection;

    public CloseAgainstOffer() {
        Hub hub = Hub.builder()
                .lanes(List.of(tasks))
                .timer(new Tasks())
                .worker(Runnable::run)
                .build();
        connection = hub.connect(
                ConnectRequest.to(Stream.of("/s"), Owner.of("o")).topics("a").build(), it -> new Written());
        tasks.runAll();
        hub.publish("a", Event.of("news", "1"));
    }

    @Actor
    public void application() {
        connection.end(CloseReason.CLOSED);
    }

    @Actor
    public void lane() {
        tasks.runAll();
    }

    @Arbiter
    public void arbiter(L_Result r) {
        tasks.runAll();
        r.r1 = sent.toString().strip();
    }

    /** Notes the names of the events that it is handed, and its end. */
    private final class Written implements Transport {
        @Override
        public boolean seesPeerGo() {
            return true;
        }

        @Override
        public void refuse(Refusal refusal) {
            sent.append("refusal ");
        }

        @Override
        public void open() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(List<byte[]> blocks) {
            for (byte[] block : blocks) {
                sent.append(new String(block, java.nio.charset.StandardCharsets.UTF_8)
                                .replaceAll("(?s).*event: (\\w+).*", "$1"))
                        .append(' ');
            }
        }

        @Override
        public void end() {
            sent.append("end ");
        }

        @Override
        public void abort() {
            sent.append("abort ");
        }
    }
}
