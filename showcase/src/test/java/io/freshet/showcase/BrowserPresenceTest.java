package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.CloseReason;
import io.freshet.Owner;
import io.freshet.spring.EventStream;
import io.freshet.spring.StreamRequest;
import io.freshet.testkit.RunningTime;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a real browser does with its pages is known at the server at once: its count is right within 100 ms. Heartbeats come too
 * seldom to be what finds it.
 */
@Import(BrowserPresenceTest.NativePage.class)
class BrowserPresenceTest extends ShowcaseTest {
    private static final int TIMES = 10;
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final String user = "present-" + store;

    private Browser browser(Nginx nginx) {
        Browser browser = nginx == null ? new Browser(port) : new Browser("http://localhost:" + nginx.port());
        browser.open("/");
        browser.signIn(user);
        return browser;
    }

    private int count() {
        return hub.connections(Owner.of(user)).size();
    }

    private Presence watched() {
        Presence presence = new Presence(user);
        hub.addListener(presence);
        return presence;
    }

    @ParameterizedTest(name = "nginx: {0}")
    @ValueSource(booleans = {false, true})
    void aRefreshedPageIsCountedOnce(boolean behindNginx) throws Exception {
        Presence presence = watched();
        try (Nginx nginx = behindNginx ? Nginx.ours(port) : null;
                Browser browser = browser(nginx)) {
            Tab tab = browser.page("/present");
            Presence.Came old = presence.nextCame();
            for (int i = 0; i < TIMES; i++) {
                Duration stoodStill = RunningTime.stoodStill();
                tab.awaitLive().refresh();
                Presence.Came now = presence.nextCame();
                Presence.Went gone = presence.nextWent();
                assertThat(gone.connection()).isSameAs(old.connection());
                assertThat(gone.reason()).isEqualTo(CloseReason.PEER_GONE);
                assertAtOnce(gone, now.at(), stoodStill);
                assertThat(count()).isEqualTo(1);
                old = now;
            }
        }
    }

    @ParameterizedTest(name = "nginx: {0}")
    @ValueSource(booleans = {false, true})
    void aTabThatIsClosedIsNotCountedAnyMore(boolean behindNginx) throws Exception {
        Presence presence = watched();
        try (Nginx nginx = behindNginx ? Nginx.ours(port) : null;
                Browser browser = browser(nginx)) {
            Tab staying = browser.page("/present");
            presence.nextCame();
            for (int i = 0; i < TIMES; i++) {
                Duration stoodStill = RunningTime.stoodStill();
                Tab tab = browser.pageInNewTab("/present").awaitLive();
                Presence.Came here = presence.nextCame();
                tab.close();
                long closedAt = System.currentTimeMillis();
                Presence.Went gone = presence.nextWent();
                assertThat(gone.connection()).isSameAs(here.connection());
                assertThat(gone.reason()).isEqualTo(CloseReason.PEER_GONE);
                assertAtOnce(gone, closedAt, stoodStill);
                assertThat(count()).isEqualTo(1);
                staying.select();
            }
        }
    }

    /**
     * A page that the browser keeps, to come back as it was, ends its stream and says goodbye. Either may arrive first: the end of the
     * socket is seen by itself.
     */
    @ParameterizedTest(name = "nginx: {0}")
    @ValueSource(booleans = {false, true})
    void aPageThatIsLeftAndMayComeBackIsNotCountedMeanwhile(boolean behindNginx) throws Exception {
        Presence presence = watched();
        try (Nginx nginx = behindNginx ? Nginx.ours(port) : null;
                Browser browser = browser(nginx)) {
            Tab tab = browser.page("/links?link=present-" + store);
            for (int i = 0; i < TIMES; i++) {
                Duration stoodStill = RunningTime.stoodStill();
                tab.awaitLive();
                Presence.Came here = presence.nextCame();
                browser.run("addEventListener('pagehide', () => sessionStorage.setItem('hidden', Date.now()));"
                        + "setTimeout(() => { location.href = '/present?idle'; })");
                Presence.Went gone = presence.nextWent();
                assertThat(gone.connection()).isSameAs(here.connection());
                assertThat(gone.reason()).isIn(CloseReason.GOODBYE, CloseReason.PEER_GONE);
                assertThat(count()).isZero();
                browser.find("#idle");
                long hiddenAt = Long.parseLong((String) browser.run("return sessionStorage.getItem('hidden')"));
                assertAtOnce(gone, hiddenAt, stoodStill);
                browser.driver().navigate().back();
            }
        }
    }

    /** @param stoodStill how long the machine had stood still at some time before */
    private static void assertAtOnce(Presence.Went gone, long after, Duration stoodStill) {
        assertThat(gone.at() - after)
                .isLessThanOrEqualTo(
                        AT_ONCE.plus(RunningTime.stoodStill()).minus(stoodStill).toMillis());
    }

    /** A page that does with the platform's own EventSource what anybody would, and one without a stream. */
    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    static class NativePage {
        @GetMapping(path = "/present", produces = MediaType.TEXT_HTML_VALUE)
        String page() {
            return "<!doctype html><title>present</title><p id=connection>...</p><script src=/present.js></script>";
        }

        @GetMapping(path = "/present", params = "idle", produces = MediaType.TEXT_HTML_VALUE)
        String idle() {
            return "<!doctype html><title>idle</title><p id=idle>nothing</p>";
        }

        @GetMapping(path = "/present.js", produces = "text/javascript")
        String script() {
            return """
                    const state = document.querySelector("#connection").dataset;
                    const source = new EventSource("/present/events");
                    source.addEventListener("connect", () => { state.state = "live"; });
                    """;
        }

        @GetMapping("/present/events")
        EventStream events(StreamRequest request) {
            return request.heartbeat(Duration.ofHours(1)).subscribe("present");
        }
    }
}
