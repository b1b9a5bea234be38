package io.freshet.showcase;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The showcase as one Spring Boot application. */
@SpringBootApplication
public class ShowcaseApplication {
    /** Starts it; {@code --server.port} or the environment's {@code PORT} says where. */
    public static void main(String[] args) {
        SpringApplication.run(ShowcaseApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
