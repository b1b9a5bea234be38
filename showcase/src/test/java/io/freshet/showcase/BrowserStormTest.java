package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Connection;
import io.freshet.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
class BrowserStormTest extends ShowcaseTest {
    private static final int TABS = 5;
    private static final int REFRESHES = Integer.getInteger("freshet.storm", 20);
    private static final Duration HEARTBEAT_AND_GRACE = Duration.ofSeconds(4 + 5);

    @Autowired
    private StreamWatch watch;

    @ParameterizedTest
    @ValueSource(strings = {"/native", "/links?link=storm"})
    void nobodyIsRefusedAndNothingIsLeftBehind(String page) throws Exception {
        watch.reset();
        await().atMost(Duration.ofSeconds(30)).until(() -> hub.connectionCount() == 0 && hub.subscriberCount() == 0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<User> users = new ArrayList<>();
        try {
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
            assertThat(watch.refused()).isZero();
            for (User user : users) {
                for (Connection connection : hub.connections(Owner.of(user.name))) {
                    assertThat(watch.waitOf(connection.id())).isLessThan(Duration.ofSeconds(1));
                }
                user.assertLiveAndNeverRefused();
            }
        } finally {
            threads.shutdownNow();
            users.forEach(user -> user.browser.close());
            users.forEach(user ->
                    hub.connections(Owner.of(user.name)).forEach(connection -> hub.leave(connection.subscriber())));
        }
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
            tabs.forEach(Tab::awaitLive);
        }

        void assertLiveAndNeverRefused() {
            for (Tab tab : tabs) {
                tab.awaitLive();
                assertThat(browser.run("return sessionStorage.getItem('refused')"))
                        .isNull();
            }
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
                    const state = document.querySelector("#connection").dataset;
                    const source = new EventSource("/share-links/storm/events");
                    source.addEventListener("connect", () => { state.state = "live"; });
                    source.addEventListener("error", () => {
                      if (source.readyState === EventSource.CLOSED) {
                        // Of a page that is just being left the browser itself closes the stream.
                        setTimeout(() => {
                          state.state = "refused";
                          sessionStorage.setItem("refused", "yes");
                        }, 1000);
                      }
                    });
                    """;
        }
    }
}
