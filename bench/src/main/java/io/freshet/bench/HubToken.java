package io.freshet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens for a hub that was started with {@code --dev}: signed with the key that the documentation of Mercure shows. */
public final class HubToken {
    private static final String KEY = "!ChangeThisMercureHubJWTSecretKey!";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String EVERYTHING = "\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}}";

    private HubToken() {}

    /** One that allows everything and names nobody. */
    static String ofNobody() {
        return signed("{" + EVERYTHING);
    }

    /** One that allows everything to somebody with this name. */
    public static String of(String subject) {
        return signed("{\"sub\":\"" + subject + "\"," + EVERYTHING);
    }

    private static String signed(String claims) {
        String signed = encode(HEADER.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
            return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException every) {
            throw new IllegalStateException("every Java has HmacSHA256", every);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
