package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.ConnectRequest;
import io.freshet.Hub;
import io.freshet.MemoryEventLog;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.TimeSource;
import io.freshet.testkit.MemoryCluster;
import io.freshet.testkit.MemoryClusterNode;
import io.freshet.testkit.RawSseClient;
import io.freshet.testkit.RecordingTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is subscribed, as Actuator tells it: here, and on another node of the same hub. */
class PresenceEndpointTest {
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private static ServletWebServerApplicationContext application;

    @BeforeAll
    static void start() {
        SpringApplication starting =
                new SpringApplication(TestApplication.class, StreamOnTomcatTest.Server.class, Nodes.class);
        starting.setDefaultProperties(Map.of(
                "server.port",
                0,
                "freshet.redis.lease",
                LEASE,
                "management.endpoints.web.exposure.include",
                "freshetpresence"));
        application = (ServletWebServerApplicationContext) starting.run();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void itTellsOfAllNodesThatAreAlive() throws Exception {
        MemoryClusterNode way = application.getBean(MemoryCluster.class).node();
        MemoryEventLog log = application.getBean(MemoryEventLog.class);
        try (Hub other = Hub.builder().log(log).cluster(way).lease(LEASE).build();
                RawSseClient here = RawSseClient.to(port(), "/notes/a/events?subscriber=here")
                        .header("Authorization", StreamTest.basic("ann"))
                        .open()) {
            here.event("connect");
            RecordingTransport there = new RecordingTransport();
            other.connect(
                    ConnectRequest.to(Stream.of("/elsewhere"), Owner.anonymous("2001:db8::7"))
                            .topics("a")
                            .build(),
                    there::carry);
            Awaitility.await().atMost(SOON).until(there::isOpen);

            JsonNode all = JSON.readTree(presence("").body());
            assertThat(all.get("count").intValue()).isEqualTo(2);
            assertThat(all.get("nodes").size()).isEqualTo(2);
            assertThat(all.get("subscribers").findValuesAsString("path"))
                    .containsExactlyInAnyOrder("/notes/a/events", "/elsewhere");
            assertThat(JSON.readTree(presence("?limit=1").body())
                            .get("subscribers")
                            .size())
                    .isOne();
            JsonNode ann = JSON.readTree(presence("?owner=ann").body()).at("/subscribers/0");
            assertThat(ann.get("subscriber").stringValue()).isEqualTo("here");
            assertThat(ann.get("anonymous").booleanValue()).isFalse();
            assertThat(presence("?address=2001:db8::8").body()).contains("/elsewhere");

            way.cut();
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(presence("").body()).doesNotContain("/elsewhere"));
            assertThat(presence("").body()).contains("/notes/a/events");
        }
    }

    @Test
    void whileTheOtherNodesCannotBeAskedItSaysSo() throws Exception {
        MemoryClusterNode way = application.getBean(MemoryClusterNode.class);
        way.cut();
        try {
            assertThat(presence("").statusCode()).isEqualTo(503);
        } finally {
            way.mend();
        }
    }

    private static HttpResponse<String> presence(String query) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://localhost:" + port() + "/actuator/freshetpresence" + query))
                                .header("Authorization", StreamTest.basic("ann"))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static int port() {
        return application.getWebServer().getPort();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nodes {
        @Bean(destroyMethod = "")
        MemoryEventLog log() {
            return new MemoryEventLog();
        }

        @Bean
        MemoryCluster cluster(MemoryEventLog log) {
            return new MemoryCluster(TimeSource.system(), log);
        }

        @Bean
        MemoryClusterNode way(MemoryCluster cluster) {
            return cluster.node();
        }
    }
}
