package io.freshet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The Mercure protocol, with the key that its documentation shows and subscribers who show none. */
final class MercureDialect implements Dialect {
    static final String PATH = "/.well-known/mercure";

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String KEY = "!ChangeThisMercureHubJWTSecretKey!";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String CLAIM = "{\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}}";

    /** The header that allows everything, with its end. */
    static String authorization() {
        String signed = encode(HEADER.getBytes(UTF_8)) + "." + encode(CLAIM.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
            return "Authorization: Bearer " + signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8))) + "\r\n";
        } catch (GeneralSecurityException every) {
            throw new IllegalStateException("every Java has HmacSHA256", every);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String stream(String topic) {
        return PATH + "?topic=" + topic;
    }

    /** Named by its topic, since a hub tells of the end of a subscription by topic. */
    @Override
    public String namedStream(String name) {
        return stream(name);
    }

    @Override
    public Publication publication(String topic, String data) {
        String encoded = data.replace(' ', '+');
        return Publication.post(PATH, FORM, authorization(), "topic=" + topic + "&data=", encoded, "");
    }
}
