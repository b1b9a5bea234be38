package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
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
        Caller.Answer in = login(port, user, user);
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
        Caller caller = new Caller(port, user);
        Caller.Answer page = Caller.exchange(caller.request("/login").header("Accept", HTML));
        String token = page.cookie("XSRF-TOKEN");
        return Caller.exchange(caller.request("/login")
                .header("Accept", HTML)
                .header("Cookie", "XSRF-TOKEN=" + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=" + user + "&password=" + password + "&_csrf=" + token)));
    }

    /** The same session at another node. */
    Session at(int otherPort) {
        return new Session(otherPort, id, token);
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
