package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.EventId;
import io.freshet.EventLog;
import io.freshet.LogEntry;
import io.freshet.LogPage;
import io.freshet.MemoryEventLog;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

/** Changes of subscriptions while the log takes nothing. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {
            TestApplication.class,
            StreamOnTomcatTest.Server.class,
            ChangeTest.Boards.class,
            ChangeThatIsNotTakenTest.Log.class
        })
class ChangeThatIsNotTakenTest {
    @LocalServerPort
    int port;

    @Test
    void itsCallerIsToldWhenToTryAgain() throws IOException {
        RawSseClient.Request request = RawSseClient.to(port, "/boards/a/events/subscription?subscriber=s&revision=1")
                .method("PUT")
                .header("Content-Type", "application/json")
                .header("Content-Length", "2")
                .header("Authorization", StreamTest.basic("ann"));
        try (RawSseClient client = request.send()) {
            client.write("[]");
            assertThat(client.head().status()).isEqualTo(503);
            assertThat(client.head().header("Content-Type")).startsWith("application/problem+json");
            assertThat(client.head().header("Retry-After")).isEqualTo("2");
            assertThat(client.text()).contains("the change could not be taken").doesNotContain("a secret");
        }
    }

    /** A log that fails a little later. */
    static class Log {
        @Bean
        EventLog log() {
            MemoryEventLog memory = new MemoryEventLog();
            return new EventLog() {
                @Override
                public CompletionStage<EventId> append(LogEntry entry) {
                    return CompletableFuture.supplyAsync(() -> {
                        throw new IllegalStateException("a secret of the log");
                    });
                }

                @Override
                public CompletionStage<LogPage> since(EventId position, int max) {
                    return memory.since(position, max);
                }

                @Override
                public void tail(Tail tail) {
                    memory.tail(tail);
                }

                @Override
                public void close() {
                    memory.close();
                }
            };
        }
    }
}
