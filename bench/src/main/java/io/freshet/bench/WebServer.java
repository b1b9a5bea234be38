package io.freshet.bench;

import java.util.List;

/** What serves a peer. All of them are on the class path, so Spring Boot is told which one it is. */
enum WebServer {
    TOMCAT("servlet", "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration"),
    JETTY("servlet", "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration"),
    NETTY(
            "reactive",
            "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration,"
                    + "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration");

    private final String type;
    private final String excluded;

    WebServer(String type, String excluded) {
        this.type = type;
        this.excluded = excluded;
    }

    List<String> arguments() {
        return List.of("--spring.main.web-application-type=" + type, "--spring.autoconfigure.exclude=" + excluded);
    }
}
