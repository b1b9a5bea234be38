package io.freshet.spring;

import io.freshet.Hub;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application on a Tomcat in a process of its own: both ends of a stream are descriptors, and a process has only so many.
 * Prints its port, and ends with its standard input.
 */
final class ManyStreamsServer {
    private ManyStreamsServer() {}

    public static void main(String[] settings) throws IOException {
        SpringApplication application =
                new SpringApplication(TestApplication.class, StreamOnTomcatTest.Server.class, Health.class);
        application.setDefaultProperties(Map.of(
                "server.port",
                0,
                "server.address",
                "127.0.0.1",
                "logging.threshold.console",
                "off",
                "spring.main.banner-mode",
                "off"));
        try (ServletWebServerApplicationContext context =
                (ServletWebServerApplicationContext) application.run(settings)) {
            System.out.println("port " + context.getWebServer().getPort());
            while (System.in.read() >= 0) {
                // Nobody has anything to say but the end.
            }
        }
    }

    /** What a load balancer asks, and how many streams are open. */
    @RestController
    static class Health {
        private final Hub hub;

        Health(Hub hub) {
            this.hub = hub;
        }

        @GetMapping("/public/health")
        Map<String, Integer> health() {
            return Map.of("streams", hub.connectionCount());
        }
    }
}
