package io.freshet.server;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which keys check the tokens of publishers, and which those of subscribers: their own, or those of both. */
final class KeySettings {
    /** Everybody knows it. */
    private static final @Nullable String KEY_OF_DEV = Setting.KEY.standard(true);

    private static final String HOW_TO_BEGIN =
            """


            Make one that only you know

              openssl rand -base64 48

            and set it: in the environment as FRESHET_KEY, in a properties file (--config=FILE) as key, or as
            the flag --key. To try the hub on your machine, --dev does without.""";

    private final SettingValues values;
    private final @Nullable SettingValue key;
    private final @Nullable SettingValue jwks;
    private final @Nullable SettingValue algorithm;

    private KeySettings(SettingValues values, Setting ownKey, Setting ownJwks, Setting ownAlgorithm) {
        this.values = values;
        boolean own = values.given(ownKey) != null || values.given(ownJwks) != null;
        SettingValue listed = values.given(own ? ownJwks : Setting.JWKS);
        this.jwks = listed;
        this.key = listed == null ? values.find(own ? ownKey : Setting.KEY) : values.given(own ? ownKey : Setting.KEY);
        SettingValue ownAlgorithms = values.given(ownAlgorithm);
        this.algorithm = ownAlgorithms != null || own ? ownAlgorithms : values.given(Setting.ALGORITHM);
    }

    /** @throws SettingException if there is no key, or one that makes no sense */
    static TokenKeys publishers(SettingValues values) {
        TokenKeys keys = new KeySettings(
                        values, Setting.PUBLISHER_KEY, Setting.PUBLISHER_JWKS, Setting.PUBLISHER_ALGORITHM)
                .keys();
        if (keys == null) {
            throw new SettingException(
                    "The hub has no key to check the tokens of publishers with, and does not start without one."
                            + HOW_TO_BEGIN);
        }
        return keys;
    }

    /** Those of publishers if there are none and nobody needs a token. */
    static TokenKeys subscribers(SettingValues values, boolean anonymous) {
        TokenKeys keys = new KeySettings(
                        values, Setting.SUBSCRIBER_KEY, Setting.SUBSCRIBER_JWKS, Setting.SUBSCRIBER_ALGORITHM)
                .keys();
        if (keys == null && !anonymous) {
            throw new SettingException(
                    "The hub has no key to check the tokens of subscribers with, so nobody could subscribe: set"
                            + " subscriber-key, or key for both, or let everybody subscribe (--anonymous).");
        }
        return keys == null ? publishers(values) : keys;
    }

    private @Nullable TokenKeys keys() {
        if (key != null && jwks != null) {
            throw new SettingException(
                    key.name() + " and " + jwks.name() + " are not allowed together: one of the two");
        }
        try {
            if (jwks != null) {
                return TokenKeys.keySet(jwks.url(), algorithm == null ? Set.of("RS256") : algorithm.list());
            }
            return key == null ? null : keyOf(key);
        } catch (IllegalArgumentException notAllowed) {
            String name = jwks != null ? jwks.name() : key != null ? key.name() : "key";
            throw new SettingException(name + ": " + notAllowed.getMessage());
        }
    }

    private TokenKeys keyOf(SettingValue given) {
        String text = given.key();
        if (text.equals(KEY_OF_DEV) && !values.dev()) {
            throw new SettingException(
                    given.name() + " is the key that everybody knows from the documentation of Mercure, which"
                            + " is for --dev only." + HOW_TO_BEGIN);
        }
        boolean isPem = text.startsWith("-----BEGIN ");
        if (!isPem) {
            return TokenKeys.secret(algorithm == null ? "HS256" : algorithm.text(), text);
        }
        if (algorithm != null) {
            return TokenKeys.publicKey(algorithm.text(), text);
        }
        try {
            return TokenKeys.publicKey("RS256", text);
        } catch (IllegalArgumentException anotherKind) {
            throw new IllegalArgumentException(
                    anotherKind.getMessage() + "; " + Setting.ALGORITHM.flag() + " says what it is for", anotherKind);
        }
    }
}
