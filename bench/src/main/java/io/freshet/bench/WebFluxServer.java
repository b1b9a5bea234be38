package io.freshet.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
 * Spring WebFlux as teams write it: one sink for each topic, which its streams come from. A stream that is behind keeps as many events as Freshet's
 * outbox does, and misses what is more.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = "io.freshet.spring.FreshetAutoConfiguration")
@Import({Endings.class, Heartbeat.class})
@RestController
class WebFluxServer {
    private static final int BUFFER = 1024;

    private static final ServerSentEvent<String> CONNECTED =
            ServerSentEvent.builder("connected").event("connect").build();

    private final Map<String, Sinks.Many<ServerSentEvent<String>>> sinks = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final Endings endings;

    WebFluxServer(Endings endings, Heartbeat heartbeat) {
        this.endings = endings;
        heartbeat.each(() -> sinks.values().forEach(sink -> {
            synchronized (sink) {
                emit(
                        sink,
                        ServerSentEvent.<String>builder().comment("heartbeat").build());
            }
        }));
    }

    public static void main(String[] arguments) {
        SpringApplication.run(WebFluxServer.class, arguments);
    }

    @GetMapping(path = PlainDialect.STREAM, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<String>> events(
            @RequestParam(PlainDialect.TOPIC_PARAMETER) String topic,
            @RequestParam(name = Endings.NAME, required = false) @Nullable String name) {
        // Both are subscribed to before the first is sent: whoever has it misses nothing that comes after it.
        return Flux.merge(BUFFER, sink(topic).asFlux(), Flux.just(CONNECTED)).doFinally(end -> endings.ended(name));
    }

    /** Answers when the sink has taken the event for each stream. */
    @PostMapping(PlainDialect.PUBLISH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void publish(@RequestParam(PlainDialect.TOPIC_PARAMETER) String topic, @RequestBody String data) {
        Sinks.Many<ServerSentEvent<String>> sink = sink(topic);
        synchronized (sink) {
            String id = Long.toString(ids.incrementAndGet());
            emit(sink, ServerSentEvent.builder(data).id(id).build());
        }
    }

    private Sinks.Many<ServerSentEvent<String>> sink(String topic) {
        return sinks.computeIfAbsent(topic, first -> Sinks.many().multicast().directBestEffort());
    }

    /**
     * One at a time, as a sink needs it: its lock is held. With a lock this came out better than with {@code busyLooping}, and than on
     * a scheduler of its own.
     */
    private static void emit(Sinks.Many<ServerSentEvent<String>> sink, ServerSentEvent<String> event) {
        sink.emitNext(event, Sinks.EmitFailureHandler.FAIL_FAST);
    }
}
