package io.freshet.redis;

import static io.freshet.redis.Session.bytes;

import io.freshet.ClusterTerms;
import io.freshet.LogEntryCodec;
import io.freshet.Owner;
import io.freshet.SubscriberKey;
import io.freshet.Subscription;
import io.freshet.SubscriptionChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How steps on places are told to Redis: the arguments of the step, and how the hub counts. Names have no control characters, so
 * these separate them.
 */
record PlaceTerms(String prefix, LogEntryCodec codec, ClusterTerms terms) {
    private static final String SIGNED_IN = "u:";
    private static final String ANONYMOUS = "a:";

    /** The arguments of a step: strings, numbers and bytes. */
    byte[][] arguments(Object... ofStep) {
        List<byte[]> all = new ArrayList<>();
        Arrays.stream(ofStep).map(PlaceTerms::argument).forEach(all::add);
        all.addAll(common());
        return all.toArray(byte[][]::new);
    }

    private static byte[] argument(Object value) {
        return value instanceof byte[] already ? already : bytes(value.toString());
    }

    private List<byte[]> common() {
        return List.of(
                bytes(prefix),
                bytes(terms.grace().toMillis()),
                bytes(terms.hold().toMillis()),
                bytes(terms.maxDisconnectedPerOwner()),
                bytes(terms.haste().toMillis()),
                bytes(terms.proof().toMillis()),
                bytes(terms.lease().toMillis()));
    }

    /** What a change is told beyond an append. */
    byte[][] change(SubscriptionChange change) {
        SubscriberKey subscriber = change.subscriber();
        return arguments(
                owner(subscriber.owner()),
                field(subscriber),
                change.revision(),
                codec.encode(new Subscription(change.revision(), change.selectors())),
                codec.encode(new Subscription(0, Set.of())));
    }

    static String owner(Owner owner) {
        return (owner.anonymous() ? ANONYMOUS : SIGNED_IN) + owner.name();
    }

    static Owner owner(String text) {
        return new Owner(text.substring(SIGNED_IN.length()), text.startsWith(ANONYMOUS));
    }

    /** Tells a subscriber from the others of its owner. */
    static String field(SubscriberKey subscriber) {
        return subscriber.stream() + "\n" + subscriber.id();
    }

    static SubscriberKey subscriber(Owner owner, String field) {
        int end = field.indexOf('\n');
        return new SubscriberKey(owner, field.substring(0, end), field.substring(end + 1));
    }
}
