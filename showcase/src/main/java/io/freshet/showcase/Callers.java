package io.freshet.showcase;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Tells people in front of a browser, scripts of a page and other programs apart. */
final class Callers {
    /** A browser that goes to a page: it asks for HTML by name. */
    static final RequestMatcher BROWSERS = browsers();

    /** A program that brings its password along with each request; no browser does so by itself, since none is asked to. */
    static final RequestMatcher WITH_PASSWORD = request -> {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6);
    };

    private Callers() {}

    private static RequestMatcher browsers() {
        MediaTypeRequestMatcher html = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        return html;
    }

    /** Whether a browser sent this; a challenge would make it ask for a password in a window of its own (Fetch Metadata, W3C). */
    static boolean isInBrowser(HttpServletRequest request) {
        return request.getHeader("Sec-Fetch-Mode") != null;
    }
}
