package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that are signed with a secret, made by hand. */
final class DevTokens {
    static final String DEV_KEY = "!ChangeThisMercureHubJWTSecretKey!";

    private DevTokens() {}

    /** May publish and subscribe everything. */
    static String everything(String key, String subject) {
        return signed(key, "{\"sub\":\"" + subject + "\",\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]}}");
    }

    static String signed(String key, String claims) {
        String text = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return text + "." + encoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static String part(String json) {
        return encoder().encodeToString(json.getBytes(UTF_8));
    }

    private static Base64.Encoder encoder() {
        return Base64.getUrlEncoder().withoutPadding();
    }
}
