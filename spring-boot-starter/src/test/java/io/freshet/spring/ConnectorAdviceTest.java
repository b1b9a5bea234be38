package io.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.Hub;
import java.util.List;
import java.util.function.Consumer;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** What an embedded server is set to by the starter, and what is left to the application. */
@ExtendWith(OutputCaptureExtension.class)
class ConnectorAdviceTest {
    private final WebApplicationContextRunner tomcat =
            runner(TomcatServletWebServerAutoConfiguration.class, org.eclipse.jetty.server.Server.class);
    private final WebApplicationContextRunner jetty =
            runner(JettyServletWebServerAutoConfiguration.class, org.apache.catalina.startup.Tomcat.class);

    private static WebApplicationContextRunner runner(Class<?> server, Class<?> other) {
        return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
                .withClassLoader(new FilteredClassLoader(other))
                .withConfiguration(AutoConfigurations.of(
                        server,
                        DispatcherServletAutoConfiguration.class,
                        WebMvcAutoConfiguration.class,
                        FreshetAutoConfiguration.class))
                .withPropertyValues("server.port=0", "freshet.max-connections=9000");
    }

    private static WebServer server(AssertableWebApplicationContext context) {
        assertThat(context).hasNotFailed();
        return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer();
    }

    private static void onTomcat(WebApplicationContextRunner application, Consumer<AbstractProtocol<?>> check) {
        application.run(context -> check.accept((AbstractProtocol<?>)
                ((TomcatWebServer) server(context)).getTomcat().getConnector().getProtocolHandler()));
    }

    private static void onJetty(WebApplicationContextRunner application, Consumer<ServerConnector> check) {
        application.run(context -> check.accept(
                (ServerConnector) ((JettyWebServer) server(context)).getServer().getConnectors()[0]));
    }

    private static void limitIs(WebApplicationContextRunner application, int streams) {
        application.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Hub.class);
            assertThat(context.getBean(StreamLimit.class).streams()).isEqualTo(streams);
        });
    }

    @Test
    void tomcatIsSetToWhatStreamsNeed() {
        onTomcat(tomcat, protocol -> {
            assertThat(protocol.getMaxConnections()).isEqualTo(9000 + 601);
            assertThat(protocol.getAcceptCount()).isEqualTo(1024);
            assertThat(protocol.getProperty("socket.txBufSize")).isEqualTo("65536");
            assertThat(protocol.getProperty("socket.appReadBufSize")).isEqualTo("8192");
            assertThat(protocol.getProperty("socket.appWriteBufSize")).isEqualTo("8192");
        });
        limitIs(tomcat, 9000);
    }

    @Test
    void tomcatGivesNothingToTheNextConnectionWhereStreamsAreNotAccelerated() {
        onTomcat(tomcat, protocol -> assertThat(protocol.getProcessorCache()).isEqualTo(200));
        onTomcat(
                tomcat.withPropertyValues("freshet.acceleration=off"),
                protocol -> assertThat(protocol.getProcessorCache()).isZero());
    }

    @Test
    void tomcatGivesNoRequestOfHttp2ToTheNextStreamWhereStreamsAreNotAccelerated() {
        for (String acceleration : List.of("off", "auto")) {
            tomcat.withPropertyValues("server.http2.enabled=true", "freshet.acceleration=" + acceleration)
                    .run(context -> assertThat(((TomcatWebServer) server(context))
                                    .getTomcat()
                                    .getConnector()
                                    .findUpgradeProtocols())
                            .singleElement(InstanceOfAssertFactories.type(Http2Protocol.class))
                            .extracting(Http2Protocol::getDiscardRequestsAndResponses)
                            .isEqualTo(acceleration.equals("off")));
        }
    }

    @Test
    void tomcatAcceptsNoFewerConnectionsForFewStreams() {
        onTomcat(tomcat.withPropertyValues("freshet.max-connections=100"), protocol -> assertThat(
                        protocol.getMaxConnections())
                .isEqualTo(Math.min(8192, Reserve.connectionsIn(FileDescriptors.limit()))));
    }

    @Test
    void smallBuffersAreForAConnectorThatHasStreamsOnly() {
        onTomcat(tomcat.withPropertyValues("freshet.connector.streams-only=true"), protocol -> {
            assertThat(protocol.getProperty("socket.appReadBufSize")).isEqualTo("1024");
            assertThat(protocol.getProperty("socket.appWriteBufSize")).isEqualTo("1024");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "8192"})
    void howManyConnectionsTomcatAcceptsIsTheApplicationsToSay(int connections) {
        WebApplicationContextRunner application =
                tomcat.withPropertyValues("server.tomcat.max-connections=" + connections);
        onTomcat(application, protocol -> assertThat(protocol.getMaxConnections())
                .isEqualTo(connections));
        limitIs(application, Reserve.streamsOn(connections));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100})
    void howManyWaitToBeAcceptedIsTheApplicationsToSay(int count) {
        onTomcat(
                tomcat.withPropertyValues("server.tomcat.accept-count=" + count),
                protocol -> assertThat(protocol.getAcceptCount()).isEqualTo(count));
    }

    @Test
    void customizersOfTheApplicationHaveTheLastWordOnTomcat() {
        WebApplicationContextRunner application =
                tomcat.withBean(TomcatCustomizers.class).withPropertyValues("freshet.connector.streams-only=true");
        onTomcat(application, protocol -> {
            assertThat(protocol.getMaxConnections()).isEqualTo(700);
            assertThat(protocol.getAcceptCount()).isEqualTo(100);
            assertThat(protocol.getProperty("socket.txBufSize")).isEqualTo("20000");
            assertThat(protocol.getProperty("socket.appReadBufSize")).isEqualTo("2048");
            assertThat(protocol.getProperty("socket.appWriteBufSize")).isEqualTo("1024");
        });
        limitIs(application, Reserve.streamsOn(700));
    }

    @Test
    void jettyIsSetToWhatStreamsNeed() {
        onJetty(jetty, connector -> {
            assertThat(connector.getAcceptQueueSize()).isEqualTo(1024);
            assertThat(connector.getAcceptedSendBufferSize()).isEqualTo(65536);
        });
        limitIs(jetty, 9000);
    }

    @Test
    void howManyConnectionsJettyAcceptsIsTheApplicationsToSay() {
        limitIs(jetty.withPropertyValues("server.jetty.max-connections=500"), Reserve.streamsOn(500));
    }

    @Test
    void customizersOfTheApplicationHaveTheLastWordOnJetty() {
        onJetty(jetty.withBean(JettyCustomizers.class), connector -> {
            assertThat(connector.getAcceptQueueSize()).isEqualTo(50);
            assertThat(connector.getAcceptedSendBufferSize()).isEqualTo(20000);
        });
    }

    @Test
    void theKernelsBufferMayHaveAnotherSizeOrTheSystems() {
        WebApplicationContextRunner larger = tomcat.withPropertyValues("freshet.connector.send-buffer=1MB");
        onTomcat(larger, protocol -> assertThat(protocol.getProperty("socket.txBufSize"))
                .isEqualTo("1048576"));
        onTomcat(
                tomcat.withPropertyValues("freshet.connector.send-buffer=0"),
                protocol -> assertThat(protocol.getProperty("socket.txBufSize")).isEqualTo("0"));
        onJetty(
                jetty.withPropertyValues("freshet.connector.send-buffer=0"),
                connector -> assertThat(connector.getAcceptedSendBufferSize()).isEqualTo(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1B", "3GB"})
    void aBufferThatIsNotAllowedStopsTheStart(String size) {
        tomcat.withPropertyValues("freshet.connector.send-buffer=" + size).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("freshet.connector.send-buffer")
                .hasMessageContaining("is not allowed"));
    }

    @Test
    void whatIsSetIsToldWithItsReason(CapturedOutput output) {
        LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
        logging.setLogLevel("io.freshet.spring", LogLevel.DEBUG);
        try {
            tomcat.withPropertyValues("freshet.connector.streams-only=true").run(context -> {});
            jetty.withPropertyValues("server.jetty.max-connections=500").run(context -> {});
        } finally {
            logging.setLogLevel("io.freshet.spring", null);
        }
        assertThat(output.toString()
                        .lines()
                        .filter(line -> line.matches(".*DEBUG.*\\.(TomcatAdvice|JettyAdvice|StreamLimit)\\b.*")))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("maxConnections=9601", "=9000 and others"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("acceptCount=1024", "come back"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("socket.txBufSize=65536", "stopped reading"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("socket.appReadBufSize=1024", "streams-only"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("socket.appWriteBufSize=1024", "streams-only"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("acceptQueueSize=1024", "come back"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("acceptedSendBufferSize=65536", "stopped reading"))
                .satisfiesOnlyOnce(line -> assertThat(line).contains("At most 469 streams instead of the 9000"))
                .hasSize(8);
    }

    /** As an application sets what has no property; the first comes before the starter, the second after it. */
    static class TomcatCustomizers {
        @Bean
        @Order(-1)
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> early() {
            return factory -> factory.addConnectorCustomizers(connector -> {
                connector.setProperty("socket.txBufSize", "20000");
                connector.setProperty("socket.appReadBufSize", "2048");
            });
        }

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> late() {
            return factory -> factory.addConnectorCustomizers(connector -> {
                connector.setProperty("maxConnections", "700");
                connector.setProperty("acceptCount", "100");
            });
        }
    }

    static class JettyCustomizers {
        @Bean
        @Order(-1)
        WebServerFactoryCustomizer<JettyServletWebServerFactory> early() {
            return factory -> factory.addServerCustomizers(
                    server -> ((ServerConnector) server.getConnectors()[0]).setAcceptedSendBufferSize(20000));
        }

        @Bean
        WebServerFactoryCustomizer<JettyServletWebServerFactory> late() {
            return factory -> factory.addServerCustomizers(
                    server -> ((ServerConnector) server.getConnectors()[0]).setAcceptQueueSize(50));
        }
    }
}
