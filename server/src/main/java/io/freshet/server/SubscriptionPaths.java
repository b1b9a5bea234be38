package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.freshet.Selector;
import io.freshet.SubscriberKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Where subscriptions are found, which is also the topic under which they are announced. */
final class SubscriptionPaths {
    /** The collection of all subscriptions. */
    static final String ALL = MercureEndpoint.PATH + "/subscriptions";

    /** The most characters of a selector as it is announced: with what stands around it, it must be a topic. */
    private static final int LONGEST = 1900;

    private SubscriptionPaths() {}

    /** The expansion of {@code /.well-known/mercure/subscriptions/{topic}/{subscriber}}. */
    static String of(String topic, String subscriber) {
        return ALL + "/" + Octets.expanded(topic) + "/" + Octets.expanded(subscriber);
    }

    /**
     * What a subscriber is called. It tells nothing of the subscriber's id, which the subscriber's own requests are known by and which
     * is unique for one owner only; and it stays the same for as long as that does.
     */
    static String nameOf(SubscriberKey subscriber) {
        String key = subscriber.owner().anonymous() + "\n" + subscriber.owner().name() + "\n" + subscriber.stream()
                + "\n" + subscriber.id();
        ByteBuffer hash = ByteBuffer.wrap(sha256(key));
        // A UUID of version 8, whose bits are everybody's own (RFC 9562, 5.8).
        return "urn:uuid:" + new UUID((hash.getLong() & ~0xF000L) | 0x8000L, (hash.getLong() >>> 2) | (1L << 63));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** @throws IllegalArgumentException if the selector is too long for the topic under which it would be announced */
    static void requireAnnounceable(Selector selector) {
        String text = TopicSelectors.text(selector);
        int length = Octets.expanded(text).length();
        if (length > LONGEST) {
            throw new IllegalArgumentException("selector " + Shown.of(text) + " is not allowed: " + length
                    + " characters when it is percent-encoded, and at most " + LONGEST);
        }
    }
}
