package io.freshet.showcase;

import io.freshet.Owner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.web.util.UriUtils;

/**
 * The topic of a user's notifications. A user may have any name, and no two may share a topic nor may a name be a pattern: what a
 * path has not as it is gets percent-encoded (RFC 3986, 2.1). A name that becomes too long by this is known by its digest; the
 * equals sign before it is in no encoded name.
 */
final class NotificationTopic {
    private static final int MAX_ENCODED = 400;

    private NotificationTopic() {}

    static String of(String user) {
        return "users/" + segment(user) + "/notifications";
    }

    static String of(Owner user) {
        return of(user.name());
    }

    private static String segment(String user) {
        String encoded = UriUtils.encode(user, StandardCharsets.UTF_8);
        return encoded.length() <= MAX_ENCODED ? encoded : "=" + digest(user);
    }

    private static String digest(String user) {
        try {
            byte[] name = user.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
