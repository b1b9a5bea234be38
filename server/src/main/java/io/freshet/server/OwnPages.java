package io.freshet.server;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that were made by pages which may publish from those that were made by others, in whose name browsers send cookies as
 * well (cross-site request forgery).
 */
final class OwnPages {
    private final Origins origins;
    private final @Nullable String ownOrigin;

    OwnPages(MercureSettings settings) {
        this.origins = Origins.of(settings.publishOrigins());
        this.ownOrigin = settings.url() == null ? null : Origins.originOf(settings.url());
    }

    /** Why the page that made the request may not publish with a cookie, or null if it may. */
    @Nullable
    String objectionTo(Exchange exchange) {
        String origin = exchange.header("Origin");
        if (origin == null) {
            origin = originOfReferer(exchange.header("Referer"));
        }
        if (origin == null) {
            return "a request to publish with a cookie needs a header Origin or Referer, as browsers send it";
        }
        return origins.allow(origin) || origin.equals(own(exchange))
                ? null
                : "pages of this origin may not publish with a cookie: only those of the hub's own and of the origins that were"
                        + " configured may";
    }

    private static @Nullable String originOfReferer(@Nullable String referer) {
        try {
            return referer == null ? null : Origins.originOf(new URI(referer));
        } catch (URISyntaxException notOne) {
            return null;
        }
    }

    private @Nullable String own(Exchange exchange) {
        String host = exchange.header("Host");
        if (ownOrigin != null || host == null) {
            return ownOrigin;
        }
        try {
            return Origins.originOf(new URI((exchange.isSecure() ? "https://" : "http://") + host));
        } catch (URISyntaxException notAHost) {
            return null;
        }
    }
}
