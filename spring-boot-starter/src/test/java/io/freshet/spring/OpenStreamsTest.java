package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RunningTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** What many open streams must not do to the application around them. */
@ExtendWith(OutputCaptureExtension.class)
class OpenStreamsTest {
    private static ServletWebServerApplicationContext start(Class<?> server, String... settings) {
        SpringApplication application = new SpringApplication(TestApplication.class, server);
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("--server.port=0");
        return (ServletWebServerApplicationContext) application.run(all.toArray(String[]::new));
    }

    private static RawSseClient open(ServletWebServerApplicationContext application, String target) throws IOException {
        RawSseClient client = RawSseClient.to(application.getWebServer().getPort(), target)
                .header("Authorization", StreamTest.basic("ann"))
                .open();
        client.event("connect");
        return client;
    }

    @Test
    void noDatabaseConnectionIsHeldForAStreamWithOpenInView() throws IOException {
        try (ServletWebServerApplicationContext application = start(
                StreamOnTomcatTest.Server.class,
                "--spring.datasource.hikari.maximum-pool-size=2",
                "--spring.datasource.hikari.connection-timeout=2000")) {
            List<RawSseClient> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                clients.add(open(application, "/database/events?subscriber=" + i));
            }
            HikariDataSource pool = (HikariDataSource) application.getBean(DataSource.class);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(application.getBean(Hub.class).connectionCount()).isEqualTo(50);
            for (RawSseClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {StreamOnTomcatTest.Server.class, StreamOnJettyTest.Server.class})
    void aThousandOpenStreamsDoNotStallTheShutdown(Class<?> server) throws IOException {
        ServletWebServerApplicationContext application = start(server);
        List<RawSseClient> clients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(open(application, "/notes/a/events?subscriber=" + i));
        }
        long before = RunningTime.nanos();
        application.close();
        assertThat(RunningTime.since(before)).isLessThan(Duration.ofSeconds(5));
        for (RawSseClient client : clients) {
            assertThat(client.event("close").data()).isEqualTo("{\"reason\":\"shutdown\",\"comeBack\":true}");
            assertThat(client.event()).isNull();
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {StreamOnTomcatTest.Server.class, StreamOnJettyTest.Server.class})
    void clientsThatVanishWhileEventsFlowLeaveNoNoiseInTheLog(Class<?> server, CapturedOutput output)
            throws IOException {
        try (ServletWebServerApplicationContext application = start(server)) {
            Hub hub = application.getBean(Hub.class);
            open(application, "/notes/a/events?subscriber=first").close();
            int before = output.length();
            for (int round = 0; round < 20; round++) {
                List<RawSseClient> clients = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    clients.add(open(application, "/notes/a/events?subscriber=" + i));
                }
                for (int i = 0; i < clients.size(); i++) {
                    hub.publish("notes/a", Event.message("x".repeat(2000)));
                    if (i % 2 == 0) {
                        clients.get(i).reset();
                    } else {
                        clients.get(i).close();
                    }
                }
                hub.publish("notes/a", Event.message("y")).toCompletableFuture().join();
            }
            assertThat(output.toString().substring(before)).doesNotContain("WARN", "ERROR", "Exception");
        }
    }
}
