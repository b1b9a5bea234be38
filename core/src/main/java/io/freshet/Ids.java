package io.freshet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Random names that nobody can guess. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** 128 random bits, as 22 characters that are allowed in a subscriber id. */
    static String unguessable() {
        return text(bits(), bits());
    }

    /** 64 random bits, half of what nobody can guess. */
    static long bits() {
        return RANDOM.nextLong();
    }

    /** Two halves as 22 characters. */
    static String text(long oneHalf, long otherHalf) {
        byte[] bytes =
                ByteBuffer.allocate(16).putLong(oneHalf).putLong(otherHalf).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether it has the form of what nobody can guess. */
    static boolean isPossible(String id) {
        return id.length() == 22 && id.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Whether they are the same, in a time that tells nothing of where they differ. */
    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    /** A name for one life of a log, a letter first: two of them are alike once in 10^12. */
    static String epoch() {
        long letter = 36L * 36 * 36 * 36 * 36 * 36 * 36;
        return Long.toString(RANDOM.nextLong(10 * letter, 36 * letter), 36);
    }
}
