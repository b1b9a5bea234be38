package io.freshet.spring;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = {TestApplication.class, StreamOnJettyTest.Server.class})
class StreamOnJettyTest extends StreamTest {
    /** Both servers are on the class path, so one is named; without an annotation, or the other test would find it, too. */
    static class Server {
        @Bean
        JettyServletWebServerFactory server() {
            return new JettyServletWebServerFactory();
        }
    }
}
