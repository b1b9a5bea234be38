package io.freshet.server;

import io.freshet.Event;
import io.freshet.Publication;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a publisher sends. */
final class PublishForm {
    private PublishForm() {}

    /**
     * Reads an event with its topics.
     *
     * @throws IllegalArgumentException if something is not allowed; the message names it
     */
    static Publication read(byte[] body) {
        FormData form = FormData.read(body);
        List<String> topics = form.all("topic");
        if (topics.isEmpty()) {
            throw new IllegalArgumentException(
                    "the parameter topic is missing: 1 to " + Publication.MAX_TOPICS + " of it");
        }
        requireId(form.first("id"));
        String type = form.first("type");
        String data = form.first("data");
        Event event =
                new Event(type == null ? Event.MESSAGE : type, data == null ? "" : data, retry(form.first("retry")));
        return new Publication(topics, !form.all("private").isEmpty(), event);
    }

    /** The log gives the id, whatever the publisher wishes; a wish that no hub may grant is told so all the same. */
    private static void requireId(@Nullable String id) {
        if (id != null && (id.startsWith("#") || id.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException(
                    "id " + Shown.of(id) + " is not allowed: no control character, and no # in front");
        }
    }

    private static @Nullable Duration retry(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long millis = Long.parseLong(text);
            if (millis <= Integer.MAX_VALUE) {
                return Duration.ofMillis(millis);
            }
        }
        throw new IllegalArgumentException(
                "retry " + Shown.of(text) + " is not allowed: milliseconds, 0 to " + Integer.MAX_VALUE);
    }
}
