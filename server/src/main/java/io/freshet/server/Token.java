package io.freshet.server;

import io.freshet.Owner;
import io.freshet.Selector;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token says that was found valid. It has nothing of the token's text.
 *
 * @param owner its subject, or null if it names none
 * @param publish what may be published to
 * @param subscribe whose private events may be received
 * @param payload what others are told of its subscriptions, or null
 * @param expires when it runs out, or null for never
 */
record Token(
        @Nullable Owner owner,
        Set<Selector> publish,
        Set<Selector> subscribe,
        @Nullable Object payload,
        @Nullable Instant expires) {

    /** Whether it gives the right to publish to this topic. */
    boolean mayPublish(String topic) {
        return publish.stream().anyMatch(selector -> selector.matches(topic));
    }

    /** Whether it gives the right to what is private under this topic. */
    boolean mayReceive(String topic) {
        return subscribe.stream().anyMatch(selector -> selector.matches(topic));
    }
}
