package io.freshet.servlet;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why connections are not accelerated, each reason once. */
final class Objections {
    private static final Logger LOG = LoggerFactory.getLogger(ServletTransports.class);

    /** More reasons than there are; what comes after them is not told. */
    private static final int MOST = 100;

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Consumer<String> listener;

    Objections() {
        this(reason -> LOG.info("Streams are carried by the portable transport where {}", reason));
    }

    /** @param listener hears each reason once */
    Objections(Consumer<String> listener) {
        this.listener = listener;
    }

    void tell(String reason) {
        if (told.size() < MOST && told.add(reason)) {
            listener.accept(reason);
        }
    }
}
