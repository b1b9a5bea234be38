package io.freshet.showcase;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** On Jetty, which looks at the sockets' other direction. */
@Import(StormOnJettyTest.Server.class)
class StormOnJettyTest extends SightedStormTest {
    /** In place of Tomcat. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Server {
        @Bean
        JettyServletWebServerFactory server() {
            return new JettyServletWebServerFactory();
        }
    }
}
