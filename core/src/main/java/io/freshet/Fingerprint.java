package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A short name for what a subscriber selects: its revision in clear, and a digest of that, of the subscriber and of the selectors. It
 * tells a mistake from the truth and keeps nothing secret.
 */
final class Fingerprint {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,16})-[A-Za-z0-9_-]{16}");
    private static final int DIGEST_BYTES = 12;

    private Fingerprint() {}

    static String of(SubscriberKey subscriber, Subscription subscription) {
        MessageDigest digest = sha256();
        add(digest, subscriber.owner().anonymous() ? "address" : "name");
        add(digest, subscriber.owner().name());
        add(digest, subscriber.stream());
        add(digest, subscriber.id());
        add(digest, Long.toString(subscription.revision()));
        subscription.selectors().stream()
                .map(selector -> (selector.isExact() ? "=" : "~") + selector)
                .sorted()
                .forEach(selector -> add(digest, selector));
        byte[] start = Arrays.copyOf(digest.digest(), DIGEST_BYTES);
        return subscription.revision() + "-" + Base64.getUrlEncoder().encodeToString(start);
    }

    /** The revision that a fingerprint names; -1 if it is none. */
    static long revisionOf(String fingerprint) {
        Matcher form = FORM.matcher(fingerprint);
        return form.matches() ? Long.parseLong(form.group(1)) : -1;
    }

    /** With its length in front, so that no two lists of texts are the same bytes. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
