package io.freshet.bench;

import java.io.IOException;
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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * The map of emitters that teams write, one for each topic: whoever publishes loops over it, sends to each, and removes those that
 * fail. An emitter removes itself at its end, is never timed out, and is sent a first event so that the response begins.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = "io.freshet.spring.FreshetAutoConfiguration")
@Import({TomcatSettings.class, Endings.class, Heartbeat.class})
@RestController
class EmitterMapServer {
    private final Map<String, Map<Key, SseEmitter>> topics = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final Endings endings;

    EmitterMapServer(Endings endings, Heartbeat heartbeat) {
        this.endings = endings;
        heartbeat.each(this::beat);
    }

    public static void main(String[] arguments) {
        SpringApplication.run(EmitterMapServer.class, arguments);
    }

    @GetMapping(path = PlainDialect.STREAM, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @RequestParam(PlainDialect.TOPIC_PARAMETER) String topic,
            @RequestParam(name = Endings.NAME, required = false) @Nullable String name)
            throws IOException {
        Key key = new Key(topic, keys.incrementAndGet(), name);
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(() -> remove(key));
        emitter.onTimeout(() -> remove(key));
        emitter.onError(failure -> remove(key));
        emitters(topic).put(key, emitter);
        emitter.send(SseEmitter.event().name("connect").data("connected"));
        return emitter;
    }

    /** Answers after the loop. */
    @PostMapping(PlainDialect.PUBLISH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void publish(@RequestParam(PlainDialect.TOPIC_PARAMETER) String topic, @RequestBody String data) {
        String id = Long.toString(ids.incrementAndGet());
        emitters(topic)
                .forEach((key, emitter) ->
                        send(key, emitter, SseEmitter.event().id(id).data(data)));
    }

    private void beat() {
        topics.values()
                .forEach(emitters -> emitters.forEach(
                        (key, emitter) -> send(key, emitter, SseEmitter.event().comment("heartbeat"))));
    }

    private Map<Key, SseEmitter> emitters(String topic) {
        return topics.computeIfAbsent(topic, first -> new ConcurrentHashMap<>());
    }

    private void send(Key key, SseEmitter emitter, SseEventBuilder event) {
        try {
            emitter.send(event);
        } catch (IOException | IllegalStateException failure) {
            remove(key);
        }
    }

    private void remove(Key key) {
        emitters(key.topic).remove(key);
        endings.ended(key.name);
    }

    private record Key(String topic, long number, @Nullable String name) {}
}
