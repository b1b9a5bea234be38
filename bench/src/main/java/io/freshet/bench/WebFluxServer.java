package io.freshet.bench;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Spring WebFlux as teams write it: one sink that all streams come from. A stream that is behind keeps as many events as Freshet's
 * outbox does, and misses what is more.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = "io.freshet.spring.FreshetAutoConfiguration")
@Import({Heap.class, Endings.class, Heartbeat.class})
@RestController
class WebFluxServer {
    private static final int BUFFER = 1024;

    private static final ServerSentEvent<String> CONNECTED =
            ServerSentEvent.builder("connected").event("connect").build();

    private final Sinks.Many<ServerSentEvent<String>> sink =
            Sinks.many().multicast().directBestEffort();
    private final Endings endings;
    private long ids;

    WebFluxServer(Endings endings, Heartbeat heartbeat) {
        this.endings = endings;
        heartbeat.each(() ->
                emit(ServerSentEvent.<String>builder().comment("heartbeat").build()));
    }

    public static void main(String[] arguments) {
        SpringApplication.run(WebFluxServer.class, arguments);
    }

    @GetMapping(path = Peer.STREAM, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> events(@RequestParam(name = Endings.NAME, required = false) @Nullable String name) {
        // Both are subscribed to before the first is sent: whoever has it misses nothing that comes after it.
        return Flux.merge(BUFFER, sink.asFlux(), Flux.just(CONNECTED)).doFinally(end -> endings.ended(name));
    }

    /** Answers when the sink has taken the event for each stream. */
    @PostMapping(Peer.PUBLISH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void publish(@RequestBody String data) {
        synchronized (sink) {
            emit(ServerSentEvent.builder(data).id(Long.toString(++ids)).build());
        }
    }

    /**
     * One at a time, as a sink needs it. With a lock this came out better than with {@code busyLooping}, and than on a scheduler of
     * its own.
     */
    private void emit(ServerSentEvent<String> event) {
        synchronized (sink) {
            sink.emitNext(event, Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }
}
