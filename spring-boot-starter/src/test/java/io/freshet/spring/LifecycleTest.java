package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Event;
import io.freshet.EventId;
import io.freshet.Hub;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RunningTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The hub as its application stops, and starts again. */
class LifecycleTest {
    private static ServletWebServerApplicationContext start(Class<?> server, String... settings) {
        SpringApplication application = new SpringApplication(TestApplication.class, server, SlowRequest.class);
        application.setDefaultProperties(Map.of("server.port", 0));
        return (ServletWebServerApplicationContext) application.run(settings);
    }

    private static RawSseClient.Request to(ServletWebServerApplicationContext application, String target) {
        return RawSseClient.to(application.getWebServer().getPort(), target)
                .header("Authorization", StreamTest.basic("ann"));
    }

    @ParameterizedTest
    @ValueSource(classes = {StreamOnTomcatTest.Server.class, StreamOnJettyTest.Server.class})
    void aReaderThatHasStoppedReadingDoesNotStallTheShutdown(Class<?> server) throws Exception {
        ServletWebServerApplicationContext application =
                start(server, "--freshet.outbox.size=500MB", "--freshet.outbox.events=100000");
        try (RawSseClient client = to(application, "/notes/a/events").open()) {
            client.event("connect");
            Hub hub = application.getBean(Hub.class);
            for (int i = 0; i < 1000; i++) {
                hub.publish("notes/a", Event.message("x".repeat(40_000)))
                        .toCompletableFuture()
                        .join();
            }
            assertThat(hub.connectionCount()).isOne();
            long before = RunningTime.nanos();
            application.close();
            assertThat(RunningTime.since(before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void anApplicationThatIsStoppedAndStartedAgainServesStreams() throws Exception {
        try (ServletWebServerApplicationContext application = start(StreamOnTomcatTest.Server.class)) {
            application.stop();
            application.start();
            try (RawSseClient client = to(application, "/notes/a/events").open()) {
                client.event("connect");
                application.getBean(Hub.class).publish("notes/a", Event.of("note", "again"));
                assertThat(client.event("note").data()).isEqualTo("again");
            }
        }
    }

    @Test
    void whatARequestPublishesWhileItIsAllowedToFinishIsTaken() throws Exception {
        ServletWebServerApplicationContext application = start(StreamOnTomcatTest.Server.class);
        SlowRequest slow = application.getBean(SlowRequest.class);
        try (RawSseClient stream = to(application, "/notes/a/events").open();
                RawSseClient client = to(application, "/slow").send()) {
            stream.event("connect");
            slow.begun.await();
            Thread closing = new Thread(application::close);
            closing.start();
            assertThat(stream.event("close").data()).contains("shutdown");
            slow.mayGoOn.countDown();
            assertThat(client.head().status()).isEqualTo(200);
            closing.join();
            assertThat(slow.published).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    /** A request that publishes when it is told to. */
    @RestController
    static class SlowRequest {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final Hub hub;

        @Nullable
        CompletionStage<EventId> published;

        SlowRequest(Hub hub) {
            this.hub = hub;
        }

        @GetMapping("/slow")
        void request() throws InterruptedException {
            begun.countDown();
            mayGoOn.await();
            published = hub.publish("notes/a", Event.message("late"));
        }
    }
}
