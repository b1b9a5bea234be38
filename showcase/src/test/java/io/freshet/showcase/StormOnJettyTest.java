package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** On Jetty, which looks at the sockets' other direction. */
@Import(StormOnJettyTest.Server.class)
class StormOnJettyTest extends SightedStormTest {
    @Autowired
    ServletWebServerApplicationContext application;

    @BeforeEach
    void isJetty() {
        assertThat(application.getWebServer()).isInstanceOf(JettyWebServer.class);
    }

    /** That Jetty is looked at in both directions shows in that nobody is probed. */
    @Override
    void assertCarried(StreamWatch.Visit visit) {
        assertThat(visit.protocol()).isEqualTo("HTTP/1.1");
    }

    /** In place of Tomcat. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Server {
        @Bean
        JettyServletWebServerFactory server() {
            return new JettyServletWebServerFactory();
        }
    }
}
