package io.freshet.showcase;

import io.freshet.Hub;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The whole application, on a real server: Tomcat, although tests have Jetty at hand, too. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties =
                "spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
                        + "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
abstract class ShowcaseTest {
    private static final AtomicLong STORES = new AtomicLong(20_000);

    /** A store that no other test has sold anything in. */
    final long store = STORES.incrementAndGet();

    @LocalServerPort
    int port;

    @Autowired
    Hub hub;

    Caller caller(String user) {
        return new Caller(port, user);
    }

    String path(String rest) {
        return "/stores/" + store + rest;
    }
}
