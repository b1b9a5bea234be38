package io.freshet.showcase;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The showcase as one Spring Boot application. What it needs to be one of several nodes is added by {@link ClusterConfiguration}. */
@SpringBootApplication
@EnableScheduling
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
