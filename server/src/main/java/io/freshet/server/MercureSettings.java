package io.freshet.server;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MercureEndpoint} is configured with. Immutable.
 *
 * @param publishers what the tokens of publishers are signed with
 * @param subscribers what the tokens of subscribers are signed with
 * @param cookie the name of the cookie that may carry a token
 * @param anonymous whether who has no token may subscribe to what is not private
 * @param corsOrigins the origins whose pages may use the hub, such as {@code https://example.com}; {@code *} for all, whose cookies
 *     do not count then
 * @param publishOrigins the origins, besides the hub's own, whose pages may publish with a cookie; {@code *} for all
 * @param streamsPerSubject how many streams the subject of a token may have at a time; 0 for any number
 * @param streamsPerAddress how many streams an address (of IPv6, a /64) may have at a time whose requests name no subject; 0 for any number
 * @param templatesPerSubscriber how many of a subscriber's selectors may be URI templates; 0 for any number
 * @param publishesPerSecond how many events the subject of a token (one without a subject counts by itself) may publish in a second;
 *     0 for any number
 * @param subscriptions whether subscriptions are announced, and listed by {@code /.well-known/mercure/subscriptions}
 * @param url where the hub is for others, such as {@code https://example.com/.well-known/mercure}; null if that is where its requests
 *     come in, as far as it can see
 */
public record MercureSettings(
        TokenKeys publishers,
        TokenKeys subscribers,
        String cookie,
        boolean anonymous,
        Set<String> corsOrigins,
        Set<String> publishOrigins,
        int streamsPerSubject,
        int streamsPerAddress,
        int templatesPerSubscriber,
        int publishesPerSecond,
        boolean subscriptions,
        @Nullable URI url) {

    /** @throws IllegalArgumentException if a value is not allowed; the message names it */
    public MercureSettings {
        if (!cookie.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("cookie name '" + cookie
                    + "' is not allowed: 1 or more of the characters of a token" + " (RFC 9110, 5.6.2)");
        }
        corsOrigins = Origins.of(corsOrigins).texts();
        publishOrigins = Origins.of(publishOrigins).texts();
        requireCount("streamsPerSubject", streamsPerSubject);
        requireCount("streamsPerAddress", streamsPerAddress);
        requireCount("templatesPerSubscriber", templatesPerSubscriber);
        requireCount("publishesPerSecond", publishesPerSecond);
        if (url != null && (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme()))) {
            throw new IllegalArgumentException("url '" + url
                    + "' is not allowed: an absolute URL, such as https://example.com" + MercureEndpoint.PATH);
        }
    }

    private static void requireCount(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " " + value + " is not allowed: 1 or more, or 0 for any number");
        }
    }

    /** Settings with these keys for all tokens, and otherwise the defaults. */
    public static Builder of(TokenKeys keys) {
        return new Builder(keys);
    }

    /** Gathers settings. Whatever is not set has a default. Not safe for use by several threads. */
    public static final class Builder {
        private final TokenKeys publishers;
        private TokenKeys subscribers;
        private String cookie = "mercureAuthorization";
        private boolean anonymous;
        private Set<String> corsOrigins = Set.of();
        private Set<String> publishOrigins = Set.of();
        private int streamsPerSubject;
        private int streamsPerAddress;
        private int templatesPerSubscriber = 32;
        private int publishesPerSecond;
        private boolean subscriptions;
        private @Nullable URI url;

        private Builder(TokenKeys keys) {
            this.publishers = keys;
            this.subscribers = keys;
        }

        /** Other keys for the tokens of subscribers. */
        public Builder subscribers(TokenKeys keys) {
            this.subscribers = keys;
            return this;
        }

        /** The name of the cookie. Default: {@code mercureAuthorization}. */
        public Builder cookie(String name) {
            this.cookie = name;
            return this;
        }

        /** Whether who has no token may subscribe. Default: no. */
        public Builder anonymous(boolean allowed) {
            this.anonymous = allowed;
            return this;
        }

        /** Whose pages may use the hub besides those of its own origin. Default: nobody's. */
        public Builder corsOrigins(Set<String> origins) {
            this.corsOrigins = new LinkedHashSet<>(origins);
            return this;
        }

        /** Whose pages may publish with a cookie besides those of its own origin. Default: nobody's. */
        public Builder publishOrigins(Set<String> origins) {
            this.publishOrigins = new LinkedHashSet<>(origins);
            return this;
        }

        /** How many streams the subject of a token may have. Default: any number. */
        public Builder streamsPerSubject(int count) {
            this.streamsPerSubject = count;
            return this;
        }

        /** How many streams an address (of IPv6, a /64) may have whose requests name no subject. Default: any number. */
        public Builder streamsPerAddress(int count) {
            this.streamsPerAddress = count;
            return this;
        }

        /** How many of a subscriber's selectors may be URI templates, which cost every event something. Default: 32. */
        public Builder templatesPerSubscriber(int count) {
            this.templatesPerSubscriber = count;
            return this;
        }

        /** How many events the subject of a token may publish in a second. Default: any number. */
        public Builder publishesPerSecond(int count) {
            this.publishesPerSecond = count;
            return this;
        }

        /** Whether subscriptions are announced and listed. Each announcement is an event in the log. Default: no. */
        public Builder subscriptions(boolean announced) {
            this.subscriptions = announced;
            return this;
        }

        /** Where the hub is for others. Default: where its requests come in. */
        public Builder url(@Nullable URI publicUrl) {
            this.url = publicUrl;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a value is not allowed; the message names it
         */
        public MercureSettings build() {
            return new MercureSettings(
                    publishers,
                    subscribers,
                    cookie,
                    anonymous,
                    corsOrigins,
                    publishOrigins,
                    streamsPerSubject,
                    streamsPerAddress,
                    templatesPerSubscriber,
                    publishesPerSecond,
                    subscriptions,
                    url);
        }
    }
}
