package io.freshet.spring;

import io.freshet.spring.Container.Component;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Finds what in the application's configuration would hurt its streams. One warning for each says so and what to set. */
final class StartUpCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartUpCheck.class);

    private static final String EVENT_STREAM = "text/event-stream";

    private final Binder settings;
    private final Container container;
    private final AsyncSupport asyncSupport;
    private final StreamLimit limit;
    private final @Nullable Duration maxLife;

    /** @param maxLife the longest life of a connection, or null if it has no end */
    StartUpCheck(
            Environment environment,
            Container container,
            AsyncSupport asyncSupport,
            StreamLimit limit,
            @Nullable Duration maxLife) {
        this.settings = Binder.get(environment);
        this.container = container;
        this.asyncSupport = asyncSupport;
        this.limit = limit;
        this.maxLife = maxLife;
    }

    void warn() {
        for (String warning : warnings()) {
            LOG.warn(warning);
        }
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (String warning : new String[] {compression(), asyncTimeout(), limit.warning(), asyncSupport()}) {
            if (warning != null) {
                warnings.add(warning);
            }
        }
        return warnings;
    }

    private @Nullable String compression() {
        if (!Boolean.TRUE.equals(
                settings.bind("server.compression.enabled", Boolean.class).orElse(Boolean.FALSE))) {
            return null;
        }
        for (String property : List.of("server.compression.mime-types", "server.compression.additional-mime-types")) {
            for (String type : types(property)) {
                String beginning = type.strip().toLowerCase(Locale.ROOT);
                if (!beginning.isEmpty() && EVENT_STREAM.startsWith(beginning)) {
                    return property + " contains '" + type
                            + "', so streams are compressed: each open one keeps a compressor"
                            + " of about 300 KB, each event is compressed for each reader anew, and it may be kept back."
                            + " Take it out: list the types that are to be compressed, without " + EVENT_STREAM + ".";
                }
            }
        }
        return null;
    }

    private String[] types(String property) {
        String[] types = settings.bind(property, String[].class).orElse(null);
        return types != null ? types : new String[0];
    }

    private @Nullable String asyncTimeout() {
        String property = "spring.mvc.async.request-timeout";
        Duration timeout = settings.bind(property, Duration.class).orElse(null);
        if (timeout == null
                || timeout.isZero()
                || timeout.isNegative()
                || (maxLife != null && timeout.compareTo(maxLife) >= 0)) {
            return null;
        }
        return property + " is " + shown(timeout) + ", shorter than the life of a connection ("
                + (maxLife == null ? "without end" : shown(maxLife))
                + "). An EventStream is not ended by it, it has a time-out of its own; every other stream, such as an SseEmitter or"
                + " one that a filter wraps, is. Set it to -1 or above the life of your streams, and bound that by"
                + " freshet.max-life.";
    }

    private @Nullable String asyncSupport() {
        List<Component> missing = asyncSupport.missingIn(container.components());
        return missing.isEmpty()
                ? null
                : "Streams are refused with 500, because requests for them go through what is registered without async support: "
                        + missing.stream()
                                .map(Component::toString)
                                .sorted()
                                .reduce((one, other) -> one + ", " + other)
                                .orElse("")
                        + ". Set asyncSupported to true there (in @WebFilter, on the FilterRegistrationBean or the dynamic"
                        + " registration), or map it to other paths.";
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
