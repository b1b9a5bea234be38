package io.freshet.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a subscriber selects something.
 *
 * @param topic the topic selector
 * @param subscriber what the subscriber is called
 * @param active whether it still does
 * @param payload what the subscriber's token says to others, or null
 */
record ActiveSubscription(String topic, String subscriber, boolean active, @Nullable Object payload) {
    /** The context in which the names of documents are defined. */
    static final String CONTEXT = "https://mercure.rocks/";

    /** Where it is found, and the topic under which it is announced. */
    String path() {
        return SubscriptionPaths.of(topic, subscriber);
    }

    /** As part of a collection. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", path());
        document.put("type", "Subscription");
        document.put("topic", topic);
        document.put("subscriber", subscriber);
        document.put("active", active);
        if (payload != null) {
            document.put("payload", payload);
        }
        return document;
    }

    /** By itself. */
    Map<String, Object> documentWithContext() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("@context", CONTEXT);
        document.putAll(document());
        return document;
    }
}
