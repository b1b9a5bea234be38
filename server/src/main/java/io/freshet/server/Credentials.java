package io.freshet.server;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token that a request presents, in the order that Mercure prescribes: its {@code Authorization} header, its parameter
 * {@code authorization}, its cookie. What comes first counts, valid or not.
 *
 * @param token as it came, or null if what should have it has none
 * @param isCookie whether the browser sent it by itself, whoever made the request
 */
record Credentials(@Nullable String token, boolean isCookie) {
    private static final String BEARER = "Bearer ";

    /** Empty if the request presents nothing. */
    static Optional<Credentials> of(Exchange exchange, String cookie) {
        List<String> headers = exchange.headers("Authorization");
        if (!headers.isEmpty()) {
            return Optional.of(new Credentials(bearer(headers), false));
        }
        List<String> parameters = exchange.query().get("authorization");
        if (parameters != null) {
            return Optional.of(new Credentials(parameters.size() == 1 ? parameters.get(0) : null, false));
        }
        return exchange.headers("Cookie").stream()
                .flatMap(header -> List.of(header.split(";", -1)).stream())
                .map(String::strip)
                .filter(pair -> pair.startsWith(cookie + "="))
                .map(pair -> new Credentials(unquoted(pair.substring(cookie.length() + 1)), true))
                .findFirst();
    }

    private static @Nullable String bearer(List<String> headers) {
        String header = headers.get(0);
        boolean isBearer = headers.size() == 1 && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return isBearer ? header.substring(BEARER.length()).strip() : null;
    }

    /** A cookie's value may stand in quotes (RFC 6265, 4.1.1). */
    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** Without the token, which is nobody's to see. */
    @Override
    public String toString() {
        return isCookie ? "a cookie" : "a token";
    }
}
