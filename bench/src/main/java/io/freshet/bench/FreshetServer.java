package io.freshet.bench;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.Event;
import io.freshet.Hub;
import io.freshet.HubListener;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Freshet's starter as its README shows it, with its defaults. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({TomcatSettings.class, Endings.class})
@RestController
class FreshetServer {
    private static final String TOPIC = "bench";

    private final Hub hub;

    FreshetServer(Hub hub) {
        this.hub = hub;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(FreshetServer.class, arguments);
    }

    @GetMapping(PlainDialect.STREAM)
    EventStream events(StreamRequest request) {
        return request.subscribe(TOPIC);
    }

    /** Answers when the log has the event, which for the log in memory is at once. */
    @PostMapping(PlainDialect.PUBLISH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void publish(@RequestBody String data) {
        hub.publish(TOPIC, Event.message(data)).toCompletableFuture().join();
    }

    @Bean
    static HubListener ends(Endings endings) {
        return new HubListener() {
            @Override
            public void ended(Connection connection, CloseReason reason) {
                endings.ended(connection.request().subscriber());
            }
        };
    }
}
