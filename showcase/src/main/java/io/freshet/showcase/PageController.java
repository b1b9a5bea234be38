package io.freshet.showcase;

import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The pages. */
@RestController
class PageController {
    private final Page login = Page.named("login");
    private final Page start = Page.named("start");
    private final Page dashboard = Page.named("dashboard");
    private final Page links = Page.named("links");
    private final Page lobby = Page.named("lobby");
    private final Page board = Page.named("board");

    @GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> login(
            @RequestParam @Nullable String error,
            @RequestParam @Nullable String out,
            @Nullable Principal user,
            CsrfToken token) {
        if (user != null) {
            return redirectTo("/");
        }
        String message = "";
        if (error != null) {
            message = "That did not match. Type the same word as name and as password.";
        } else if (out != null) {
            message = "You have signed out, and your streams have ended.";
        }
        return html(login.with(Map.of("message", message, "csrf", token.getToken())));
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> start(Principal user, CsrfToken token) {
        return html(start.with(Map.of("user", user.getName(), "csrf", token.getToken())));
    }

    @GetMapping(path = "/dashboard", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> dashboard(@RequestParam @Nullable StoreId store, Principal user, CsrfToken token) {
        if (store == null) {
            return redirectTo("/");
        }
        return html(
                dashboard.with(Map.of("store", store.toString(), "user", user.getName(), "csrf", token.getToken())));
    }

    @GetMapping(path = "/links", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> links(@RequestParam @Nullable ShareLink link, Principal user, CsrfToken token) {
        if (link == null) {
            return redirectTo("/");
        }
        return html(links.with(Map.of("link", link.name(), "user", user.getName(), "csrf", token.getToken())));
    }

    @GetMapping(path = "/lobby", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> lobby(@RequestParam @Nullable Channel channel, Principal user, CsrfToken token) {
        if (channel == null) {
            return redirectTo("/");
        }
        return html(lobby.with(Map.of(
                "channel",
                channel.name(),
                "seats",
                Integer.toString(Room.MAX_SEATS),
                "user",
                user.getName(),
                "csrf",
                token.getToken())));
    }

    @GetMapping(path = "/board", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> board(Principal user, CsrfToken token) {
        return html(board.with(Map.of("user", user.getName(), "csrf", token.getToken())));
    }

    /** Spring Security's own {@code no-store} would keep pages out of the browser's back/forward cache. */
    private static ResponseEntity<String> html(String page) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache().cachePrivate())
                .contentType(new MediaType(MediaType.TEXT_HTML, java.nio.charset.StandardCharsets.UTF_8))
                .body(page);
    }

    private static ResponseEntity<String> redirectTo(String path) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .header(HttpHeaders.LOCATION, path)
                .build();
    }
}
