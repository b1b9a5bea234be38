package io.freshet.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The moments at which a server noticed that streams had ended, for those that were asked for with a name, as
 * {@link System#nanoTime} counts them. On Linux that clock is the same in all processes.
 */
@RestController
class Endings {
    static final String PATH = "/ended";

    /** The parameter of a request for a stream that names it. */
    static final String NAME = "subscriber";

    private final Map<String, Long> moments = new ConcurrentHashMap<>();

    /** Takes down that this stream has ended; the first time counts. May be called from any thread. */
    void ended(@Nullable String name) {
        long now = System.nanoTime();
        if (name != null) {
            moments.putIfAbsent(name, now);
        }
    }

    /** A line for each: its name, a blank, and the moment. */
    @GetMapping(PATH)
    String all() {
        return moments.entrySet().stream()
                .map(ending -> ending.getKey() + " " + ending.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
