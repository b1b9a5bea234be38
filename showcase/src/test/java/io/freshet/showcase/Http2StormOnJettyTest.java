package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;

/** On Jetty, which does not tell of every end, so that those who are there are probed as well. */
@Import(StormOnJettyTest.Server.class)
class Http2StormOnJettyTest extends Http2StormTest {
    @Autowired
    ServletWebServerApplicationContext application;

    @BeforeEach
    void isJetty() {
        assertThat(application.getWebServer()).isInstanceOf(JettyWebServer.class);
    }

    @Override
    void assertProbes(int comments) {
        assertThat(comments).as("comments").isNotNegative();
    }
}
