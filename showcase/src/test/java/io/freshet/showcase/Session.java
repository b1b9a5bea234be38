package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * A session as a browser keeps it.
 *
 * @param port the node that it calls
 * @param id the cookie of the session
 * @param token the token against forged requests
 */
record Session(int port, String id, String token) {
    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

    static Session open(int port, String user) {
        return of(port, login(port, user, user));
    }

    /** Another user signs in while this one has not signed out. */
    Session signInOver(String other) {
        return of(port, login(port, other, other, token, "; " + id));
    }

    private static Session of(int port, Caller.Answer in) {
        assertThat(in.status()).isEqualTo(302);
        // Where sessions are in a store, the cookie has another name.
        String id = Stream.of("JSESSIONID", "SESSION")
                .filter(name -> !in.cookie(name).isEmpty())
                .map(name -> name + "=" + in.cookie(name))
                .findFirst()
                .orElseThrow();
        Caller.Answer page = new Session(port, id, "").page("/");
        assertThat(page.status()).isEqualTo(200);
        return new Session(port, id, page.cookie("XSRF-TOKEN"));
    }

    static Caller.Answer login(int port, String user, String password) {
        Caller.Answer page =
                Caller.exchange(new Caller(port, user).request("/login").header("Accept", HTML));
        return login(port, user, password, page.cookie("XSRF-TOKEN"), "");
    }

    private static Caller.Answer login(int port, String user, String password, String token, String moreCookies) {
        return Caller.exchange(new Caller(port, user)
                .request("/login")
                .header("Accept", HTML)
                .header("Cookie", "XSRF-TOKEN=" + token + moreCookies)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=" + user + "&password=" + password + "&_csrf=" + token)));
    }

    /** The same session at another node. */
    Session at(int otherPort) {
        return new Session(otherPort, id, token);
    }

    /** As the store of sessions knows it: its cookie has the id in Base64. */
    String storedId() {
        return new String(Base64.getDecoder().decode(id.substring(id.indexOf('=') + 1)), StandardCharsets.UTF_8);
    }

    String cookies() {
        return id + "; XSRF-TOKEN=" + token;
    }

    Caller.Answer page(String path) {
        return Caller.exchange(caller().request(path).header("Accept", HTML).header("Cookie", cookies()));
    }

    Caller.Answer post(String path, String body, boolean withToken) {
        var request = caller().request(path)
                .header("Cookie", cookies())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return Caller.exchange(withToken ? request.header("X-XSRF-TOKEN", token) : request);
    }

    Caller.Answer form(String path, String body) {
        return Caller.exchange(caller().request(path)
                .header("Cookie", cookies())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Opens a stream, whatever the answer is. */
    RawSseClient stream(String path) throws IOException {
        return RawSseClient.to(port, path).header("Cookie", cookies()).open();
    }

    Caller.Answer signOut() {
        return form("/logout", "_csrf=" + token);
    }

    private Caller caller() {
        return new Caller(port, "");
    }
}
