package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RawSseClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and how those who do not are told. */
class SignInTest extends ShowcaseTest {
    private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

    @ParameterizedTest
    @ValueSource(strings = {"/", "/dashboard?store=2", "/stores/2", "/stores/2/cards?subscriber=S"})
    void aProgramWithoutPasswordIsToldSoAndABrowserIsShownTheLoginPage(String path) {
        Caller.Answer program = Caller.exchange(caller("nobody").request(path).header("Accept", "*/*"));
        assertThat(program.status()).isEqualTo(401);
        assertThat(program.header("Content-Type")).startsWith("application/problem+json");
        assertThat(program.header("WWW-Authenticate")).startsWith("Basic");

        Caller.Answer browser = Caller.exchange(caller("nobody").request(path).header("Accept", HTML));
        assertThat(browser.status()).isEqualTo(302);
        assertThat(browser.header("Location")).endsWith("/login");
    }

    @Test
    void aScriptOfAPageDoesNotMakeTheBrowserAskForAPassword() {
        Caller.Answer answer =
                Caller.exchange(caller("nobody").request("/stores/2").header("Sec-Fetch-Mode", "cors"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
    }

    @Test
    void anOrderWithoutPasswordIs401() {
        assertThat(Caller.exchange(caller("nobody").request("/stores/2/orders").POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/html", "application/json", "text/event-stream"})
    void aStreamRefusesInAnEventStreamWhateverIsAccepted(String accept) throws IOException {
        try (RawSseClient stream = RawSseClient.to(port, "/stores/2/events?subscriber=S")
                .header("Accept", accept)
                .open()) {
            assertThat(stream.head().status()).isEqualTo(401);
            assertThat(stream.head().header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.event().name()).isEqualTo("error");
        }
    }

    @Test
    void theWrongPasswordIs401() {
        Caller.Answer answer =
                Caller.exchange(caller("ann").request("/stores/2").header("Authorization", "Basic YW5uOmJvYg=="));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void anyNameGetsIn() {
        for (String name : new String[] {"ann", "한국", "a b", "{{user}}<b>", "x".repeat(256)}) {
            assertThat(caller(name).get("/stores/2").status()).as(name).isEqualTo(200);
        }
        assertThat(caller("x".repeat(257)).get("/stores/2").status()).isEqualTo(401);
        assertThat(caller("").get("/stores/2").status()).isEqualTo(401);
    }

    @Test
    void aNameIsTextOnPagesAndNeverMarkup() {
        Caller odd = caller("{{store}}<b>");
        String page = odd.get("/dashboard?store=2").text();
        assertThat(page)
                .contains("&#123;&#123;store}}&lt;b&gt;", "data-store=\"2\"")
                .doesNotContain("<b>");
    }

    @Test
    void aSessionNeedsItsTokenAndAPasswordDoesNot() {
        Session session = Session.open(port, "ann");
        String order = "{\"menu\":\"a\",\"price\":1,\"quantity\":1}";
        assertThat(session.post(path("/orders"), order, false).status()).isEqualTo(403);
        assertThat(session.post(path("/orders"), order, true).status()).isEqualTo(201);
        assertThat(caller("ann").post(path("/orders"), order).status()).isEqualTo(201);
        assertThat(caller("ann").value(store, "SLS_02_01").longValue()).isEqualTo(2);
    }

    @Test
    void theGoodbyeTakesItsTokenAsAFormField() {
        Session session = Session.open(port, "ann");
        String goodbye = path("/events/goodbye?subscriber=S&connection=C");
        assertThat(session.form(goodbye, "").status()).isEqualTo(403);
        assertThat(session.form(goodbye, "_csrf=" + session.token()).status()).isEqualTo(204);
    }

    @Test
    void theWrongPasswordLeadsBackToTheLoginPage() {
        Caller.Answer answer = Session.login(port, "ann", "bob");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith("/login?error");
    }

    @Test
    void aLogoutEndsTheUsersStreams() throws IOException {
        Session session = Session.open(port, "leaving");
        try (RawSseClient stream = session.stream(path("/events?subscriber=S"))) {
            stream.event("connect");
            Caller.Answer logout = session.signOut();
            assertThat(logout.status()).isEqualTo(204);
            assertThat(stream.event().data()).isEqualTo("{\"reason\":\"right-ended\",\"comeBack\":false}");
            assertThat(stream.event()).isNull();
        }
        try (RawSseClient stream = session.stream(path("/events?subscriber=S"))) {
            assertThat(stream.head().status()).isEqualTo(401);
        }
    }
}
