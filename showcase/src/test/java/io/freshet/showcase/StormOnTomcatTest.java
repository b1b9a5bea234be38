package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** On sockets that were taken over from Tomcat. */
class StormOnTomcatTest extends SightedStormTest {
    @Autowired
    ServletWebServerApplicationContext application;

    @BeforeEach
    void isTomcat() {
        assertThat(application.getWebServer()).isInstanceOf(TomcatWebServer.class);
    }

    @Override
    void assertCarried(StreamWatch.Visit visit) {
        assertThat(visit.isSocketTaken()).isTrue();
    }
}
