package io.freshet.server;

import io.freshet.Hub;
import io.freshet.HubBuilder;
import io.freshet.testkit.Churn;
import io.freshet.testkit.TransportContract;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The number of connections is 2,000, or what {@code -Dfreshet.churn=20000} says. */
class ChurnTest {
    private static final int CONNECTIONS = Integer.getInteger("freshet.churn", 2_000);

    private enum Loops {
        OF_THE_SYSTEM(() -> EventLoops.start(2)),
        NIO(() -> EventLoops.startNio(2));

        private final Supplier<EventLoops> start;

        Loops(Supplier<EventLoops> start) {
            this.start = start;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftBehindAndNobodyElseIsHarmed(Loops kind) throws Exception {
        EventLoops loops = kind.start.get();
        new Churn("Netty, " + kind, CONNECTIONS, new Churn.Server() {
                    @Override
                    public HubBuilder prepare(HubBuilder hub) {
                        return hub.lanes(loops.executors());
                    }

                    @Override
                    public TransportContract.Server start(Hub hub) {
                        return new TestServer(loops, endpoint(hub), settings -> settings);
                    }
                })
                .run();
    }

    private static Endpoint endpoint(Hub hub) {
        StreamEndpoint streams = new StreamEndpoint(hub);
        return exchange -> {
            if (exchange.path().equals(Churn.ORDINARY)) {
                String number = exchange.query().get("number").get(0);
                exchange.answer(Answer.of(200, "text/plain", Churn.answer(number)));
            } else {
                streams.handle(exchange);
            }
        };
    }
}
