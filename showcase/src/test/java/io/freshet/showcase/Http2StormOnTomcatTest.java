package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** On Tomcat, which tells at once of a stream that is reset: nobody is probed. */
class Http2StormOnTomcatTest extends Http2StormTest {
    @Autowired
    ServletWebServerApplicationContext application;

    @BeforeEach
    void isTomcat() {
        assertThat(application.getWebServer()).isInstanceOf(TomcatWebServer.class);
    }

    @Override
    void assertProbes(int comments) {
        assertThat(comments).as("comments").isZero();
    }
}
