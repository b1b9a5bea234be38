package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Connection;
import io.freshet.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Two users, each with a browser and five tabs, who refresh every tab without waiting: 20 times, or what {@code -Dfreshet.storm}
 * says. Once with pages that use the platform's own EventSource without a subscriber id, once with the showcase's.
 */
@Import({StreamWatch.class, BrowserStormTest.NativePage.class})
@TestPropertySource(properties = "freshet.grace=5s")
abstract class BrowserStormTest extends ShowcaseTest {
    private static final int TABS = 5;
    private static final int REFRESHES = Integer.getInteger("freshet.storm", 20);
    private static final Duration HEARTBEAT_AND_GRACE = Duration.ofSeconds(4 + 5);

    @Autowired
    private StreamWatch watch;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<User> users = new ArrayList<>();

    /** What carries the streams of this test. */
    abstract void assertCarried(StreamWatch.Visit visit);

    @BeforeEach
    void startWithNobody() {
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.connectionCount() == 0 && hub.subscriberCount() == 0);
        watch.reset();
    }

    @AfterEach
    void closeEverything() {
        threads.shutdownNow();
        users.forEach(user -> user.browser.close());
        users.forEach(
                user -> hub.connections(Owner.of(user.name)).forEach(connection -> hub.leave(connection.subscriber())));
    }

    /**
     * A request whose page has been left since may be refused: nobody waits for it, and it has no name to come in by. And on a busy
     * machine Chromium may keep the stream of a page that was left open for seconds, so that a sixth is one too many.
     */
    @Test
    void noPageWithTheBrowsersOwnEventSourceIsRefusedAndNothingIsLeftBehind() throws Exception {
        storm("/native");
        for (User user : users) {
            for (Tab tab : user.tabs) {
                for (Map<String, ?> closed : user.streamsClosedIn(tab)) {
                    String left = (String) closed.get("page");
                    watch.othersWhenRefused(left, ((Number) closed.get("at")).longValue())
                            .ifPresent(others -> assertThat(others)
                                    .as("streams that the browser had open when page %s was refused", left)
                                    .isGreaterThanOrEqualTo(TABS));
                }
            }
        }
    }

    @Test
    void noPageWithOurClientIsRefusedAndNothingIsLeftBehind() throws Exception {
        storm("/links?link=storm");
        assertThat(watch.refused()).isZero();
    }

    private void storm(String page) throws Exception {
        for (String name : List.of("ann-" + store, "bob-" + store)) {
            users.add(new User(name, new Browser(port)));
        }
        users.forEach(user -> user.open(page));
        List<Future<?>> storms = new ArrayList<>();
        users.forEach(user -> storms.add(threads.submit(user::storm)));
        for (Future<?> storm : storms) {
            storm.get(100, TimeUnit.SECONDS);
        }
        await().atMost(HEARTBEAT_AND_GRACE)
                .until(() -> hub.connectionCount() == 2 * TABS && hub.subscriberCount() == 2 * TABS);
        for (User user : users) {
            for (Tab tab : user.tabs) {
                String subscriber = tab.awaitLive().subscriber();
                String visitor = tab.attribute("data-page") == null ? subscriber : tab.attribute("data-page");
                assertThat(watch.waitOf(visitor, connectionOf(user, subscriber)))
                        .isLessThan(Duration.ofSeconds(1));
                assertCarried(watch.visitOf(visitor));
            }
        }
    }

    private String connectionOf(User user, String subscriber) {
        List<Connection> its = hub.connections(Owner.of(user.name)).stream()
                .filter(connection -> connection.subscriber().id().equals(subscriber))
                .toList();
        assertThat(its).hasSize(1);
        return its.get(0).id();
    }

    /** Somebody in a hurry. */
    private static final class User {
        private final String name;
        private final Browser browser;
        private final List<Tab> tabs = new ArrayList<>();

        User(String name, Browser browser) {
            this.name = name;
            this.browser = browser;
        }

        /**
         * Signs in on a page without a stream. A page that is left in the moment in which its stream begins, and not by a reload, goes
         * to Chromium's back/forward cache with the stream still open, and so would be one tab more.
         */
        void open(String page) {
            browser.open("/");
            browser.signIn(name);
            tabs.add(browser.page(page));
            while (tabs.size() < TABS) {
                tabs.add(browser.pageInNewTab(page));
            }
            tabs.forEach(Tab::awaitLive);
        }

        void storm() {
            for (int i = 0; i < REFRESHES; i++) {
                tabs.forEach(Tab::refresh);
            }
            tabs.forEach(this::awaitLive);
        }

        /** Whoever sees that there is no stream refreshes once more. */
        private void awaitLive(Tab tab) {
            while (tab.awaitState(Set.of("live", "closed")).equals("closed")) {
                tab.refresh();
            }
        }

        /** Which of a tab's native pages were told that their stream is over, and when. */
        @SuppressWarnings("unchecked")
        List<Map<String, ?>> streamsClosedIn(Tab tab) {
            tab.select();
            return (List<Map<String, ?>>) browser.run("return JSON.parse(sessionStorage.getItem('closed') ?? '[]')");
        }
    }

    /** A page that does with the platform's own EventSource what anybody would, and says how it fares. */
    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    static class NativePage {
        @GetMapping(path = "/native", produces = MediaType.TEXT_HTML_VALUE)
        String page() {
            return "<!doctype html><title>native</title><p id=connection>...</p><script src=/native.js></script>";
        }

        @GetMapping(path = "/native.js", produces = "text/javascript")
        String script() {
            return """
                    const page = crypto.randomUUID();
                    const state = document.querySelector("#connection").dataset;
                    const source = new EventSource("/share-links/storm/events?page=" + page);
                    state.page = page;
                    source.addEventListener("connect", ({ data }) => {
                      state.subscriber = JSON.parse(data).subscriber;
                      state.state = "live";
                    });
                    source.addEventListener("error", () => {
                      // Refused, or closed by the browser itself because the page is being left.
                      if (source.readyState === EventSource.CLOSED) {
                        state.state = "closed";
                        const closed = JSON.parse(sessionStorage.getItem("closed") ?? "[]");
                        closed.push({ page, at: Date.now() });
                        sessionStorage.setItem("closed", JSON.stringify(closed));
                      }
                    });
                    """;
        }
    }
}
