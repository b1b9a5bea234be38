package io.freshet.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Origins of pages that are allowed something: some, or all. An origin is scheme, host and port, as browsers write it. */
final class Origins {
    private static final String ALL = "*";

    /** Names that browsers go to although RFC 2396 does not have them, with their port. */
    private static final Pattern OTHER_HOST = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]+)?");

    private final Set<String> origins;

    private Origins(Set<String> origins) {
        this.origins = origins;
    }

    /** @throws IllegalArgumentException if one is not an origin and not {@code *} */
    static Origins of(Collection<String> texts) {
        Set<String> origins = new LinkedHashSet<>();
        texts.forEach(text -> origins.add(text.equals(ALL) ? ALL : normalized(text)));
        return new Origins(Set.copyOf(origins));
    }

    private static String normalized(String text) {
        try {
            URI uri = new URI(text);
            if (text.equals(originOf(uri))) {
                return text;
            }
        } catch (URISyntaxException notAUri) {
            throw notAllowed(text);
        }
        throw notAllowed(text);
    }

    private static IllegalArgumentException notAllowed(String text) {
        return new IllegalArgumentException("origin '" + text
                + "' is not allowed: scheme, host in lower case and port if it is not the scheme's own, such as https://example.com,"
                + " or *");
    }

    /** The origin of a URL, as browsers write it. A host that is no name by RFC 2396, such as {@code my_hub}, is told with its port. */
    static String originOf(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = url.getHost() == null ? otherHost(url.getRawAuthority()) : url.getHost();
        int own = scheme.equals("https") ? 443 : 80;
        String port = url.getPort() < 0 || url.getPort() == own ? "" : ":" + url.getPort();
        return scheme + "://" + String.valueOf(host).toLowerCase(Locale.ROOT) + port;
    }

    private static @Nullable String otherHost(@Nullable String authority) {
        return authority != null && OTHER_HOST.matcher(authority).matches() ? authority : null;
    }

    boolean allowAll() {
        return origins.contains(ALL);
    }

    boolean isEmpty() {
        return origins.isEmpty();
    }

    boolean allow(String origin) {
        return allowAll() || origins.contains(origin);
    }

    Set<String> texts() {
        return origins;
    }
}
