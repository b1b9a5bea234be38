package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.ConnectRequest;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.Owner;
import io.freshet.Stream;
import io.freshet.server.Endpoint;
import io.freshet.server.Exchange;
import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application on Tomcat with a port on Netty beside it. */
class NettyPortTest {
    private static final String SECRET = "a secret of thirty-two bytes or more";

    private static ServletWebServerApplicationContext start(Class<?> more, String... settings) {
        SpringApplication application =
                new SpringApplication(TestApplication.class, StreamOnTomcatTest.Server.class, more);
        application.setDefaultProperties(Map.of("server.port", 0, "freshet.netty.port", 0));
        return (ServletWebServerApplicationContext) application.run(settings);
    }

    private static RawSseClient onNetty(ServletWebServerApplicationContext application, String target)
            throws IOException {
        return RawSseClient.to(application.getBean(EmbeddedNetty.class).port(), target)
                .open();
    }

    /** Nothing more than the application has. */
    static class Nothing {}

    /** What the application answers itself: whose stream it is, and of what. */
    static class OwnEndpoint {
        @Bean
        Endpoint endpoint(Hub hub) {
            return exchange -> exchange.stream(
                    hub,
                    ConnectRequest.to(Stream.of("/notes/a/events"), Owner.of("ann"))
                            .topics("notes/a")
                            .build(),
                    Exchange.StreamHeaders.NONE);
        }
    }

    @Test
    void whatTheApplicationPublishesReachesStreamsOnBothPorts() throws Exception {
        try (ServletWebServerApplicationContext application =
                start(Nothing.class, "--freshet.netty.secret=" + SECRET, "--freshet.netty.anonymous=true")) {
            try (RawSseClient netty = onNetty(application, "/.well-known/mercure?freshet&topic=notes/a");
                    RawSseClient tomcat = RawSseClient.to(
                                    application.getWebServer().getPort(), "/notes/a/events")
                            .header("Authorization", StreamTest.basic("ann"))
                            .open()) {
                netty.event("connect");
                tomcat.event("connect");
                application
                        .getBean(Hub.class)
                        .publish("notes/a", Event.of("note", "written"))
                        .toCompletableFuture()
                        .join();
                assertThat(netty.event("note").data()).isEqualTo("written");
                assertThat(tomcat.event("note").data()).isEqualTo("written");

                application.stop();
                assertThat(netty.event("close").data()).contains("shutdown");
            }
            application.start();
            try (RawSseClient again = onNetty(application, "/.well-known/mercure?freshet&topic=notes/a")) {
                again.event("connect");
            }
        }
    }

    @Test
    void whoHasNoTokenGetsNothingUnlessTheApplicationSaysOtherwise() throws Exception {
        try (ServletWebServerApplicationContext application = start(Nothing.class, "--freshet.netty.secret=" + SECRET);
                RawSseClient stranger = onNetty(application, "/.well-known/mercure?topic=notes/a")) {
            assertThat(stranger.head().status()).isEqualTo(401);
        }
    }

    @Test
    void anEndpointOfTheApplicationsOwnAnswersInPlaceOfTheProtocol() throws Exception {
        try (ServletWebServerApplicationContext application = start(OwnEndpoint.class);
                RawSseClient stream = onNetty(application, "/any")) {
            stream.event("connect");
            assertThat(application.getBean(Hub.class).connections(Owner.of("ann")))
                    .hasSize(1);
        }
    }

    @Test
    void withoutAnybodyWhoseTokensCountItDoesNotStart() {
        assertThatThrownBy(() -> start(Nothing.class).close())
                .hasStackTraceContaining("set freshet.netty.secret, or define a bean of MercureSettings");
    }

    @Test
    void anApplicationWithoutThePropertyOrWithoutTheServerHasNoSuchPort() {
        WebApplicationContextRunner web = new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        WebMvcAutoConfiguration.class, FreshetAutoConfiguration.class, NettyAutoConfiguration.class));
        web.run(context -> assertThat(context).hasSingleBean(Hub.class).doesNotHaveBean("freshetNetty"));
        web.withPropertyValues("freshet.netty.port=0", "freshet.netty.secret=" + SECRET)
                .withClassLoader(new FilteredClassLoader("io.freshet.server", "io.netty"))
                .run(context -> assertThat(context).hasSingleBean(Hub.class).doesNotHaveBean("freshetNetty"));
    }
}
