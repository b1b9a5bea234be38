package io.freshet;

import org.jspecify.annotations.Nullable;

/**
 * What a client is told of what its subscriber selects at a position.
 *
 * @param fingerprint of that; null if it is not known what was selected there, or the log has changes behind that position which are
 *     not by the id that the client goes by: so that nobody can come back with it
 */
record Held(long revision, @Nullable String fingerprint) {
    static Held by(Subscriber subscriber, EventId position) {
        Subscription there = subscriber.subscriptionAt(position);
        return there == null || subscriber.isRenamedBehind(position)
                ? new Held(subscriber.subscription().revision(), null)
                : new Held(there.revision(), Fingerprint.of(subscriber.key, there));
    }

    /** As members of a JSON object. */
    String json() {
        String known = fingerprint == null ? "" : ",\"fingerprint\":\"" + fingerprint + '"';
        return "\"revision\":" + revision + known;
    }
}
