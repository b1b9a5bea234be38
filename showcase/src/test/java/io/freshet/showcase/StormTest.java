package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Event;
import io.freshet.Owner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * A storm of refreshes: nobody is refused, and nothing is left behind. How often is 20 times, or what {@code -Dfreshet.storm} says.
 */
@Import(StreamWatch.class)
@TestPropertySource(properties = {"freshet.grace=5s", "freshet.acceleration=on"})
abstract class StormTest extends ShowcaseTest {
    private static final int USERS = 20;
    private static final int TABS = 5;
    private static final int REFRESHES = Integer.getInteger("freshet.storm", 20);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @Autowired
    private StreamWatch watch;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<StormTab> tabs = new ArrayList<>();

    /** A browser for one user. */
    abstract StormBrowser browser() throws IOException;

    /** What carries the streams of this test. */
    abstract void assertCarried(StreamWatch.Visit visit);

    /** How many comments a tab may have been sent to find out whether it is there. */
    abstract void assertProbes(int comments);

    @BeforeEach
    void forget() {
        watch.reset();
    }

    @AfterEach
    void closeEverything() throws Exception {
        threads.shutdownNow();
        for (StormTab tab : tabs) {
            tab.close();
            hub.connections(Owner.of(tab.user())).forEach(connection -> hub.leave(connection.subscriber()));
        }
        closeBrowsers();
    }

    /** When all tabs are closed. */
    void closeBrowsers() {}

    @ParameterizedTest(name = "named: {0}")
    @ValueSource(booleans = {true, false})
    void nobodyIsRefusedAndNothingIsLeftBehind(boolean named) throws Exception {
        storm(port, this::browser, named);
    }

    /** The storm with a browser for each user, whose tabs ask this port. */
    final void storm(int through, Browsers browsers, boolean named) throws Exception {
        for (int user = 0; user < USERS; user++) {
            StormBrowser browser = browsers.next();
            for (int tab = 0; tab < TABS; tab++) {
                tabs.add(new StormTab(
                        browser,
                        new Caller(through, "storm-" + user + "-" + store),
                        named ? "tab-" + user + "-" + tab : null,
                        new Random(user * 100L + tab)));
            }
        }
        all(StormTab::openAndAwait);
        all(tab -> tab.refresh(REFRESHES));
        await().atMost(AT_ONCE.plus(GRACE))
                .until(() -> hub.connectionCount() == tabs.size() && hub.subscriberCount() == tabs.size());
        readAll();
        assertThat(named ? watch.refused() : 0)
                .as("refusals, to whom nobody waited for any more included: a name is enough to come in")
                .isZero();
    }

    /** Five that are there are left in peace also while others want their places. */
    @Test
    void aTrueSixthIsRefusedAndComesInOnceOneOfTheFiveHasGone() throws Exception {
        StormBrowser browser = browser();
        for (int i = 0; i < TABS; i++) {
            tabs.add(new StormTab(browser, caller("six-" + store), null, new Random(i)));
        }
        all(StormTab::openAndAwait);
        try (StormTab sixth = new StormTab(browser, caller("six-" + store), null, new Random())) {
            sixth.open();
            assertThat(sixth.status()).isEqualTo(400);
            sixth.close();
            tabs.remove(2).close();
            sixth.open();
            sixth.awaitConnect();
        }
        readAll();
    }

    private void readAll() throws Exception {
        hub.publish("share-links/storm/reactions", Event.of("reaction", "still there?"));
        all(tab -> {
            assertThat(tab.event().data()).isEqualTo("still there?");
            assertProbes(tab.comments());
            assertCarried(watch.visitOf(tab.page()));
            return tab;
        });
    }

    private void all(Act act) throws Exception {
        List<Callable<StormTab>> tasks = new ArrayList<>();
        tabs.forEach(tab -> tasks.add(() -> act.on(tab)));
        for (Future<StormTab> each : threads.invokeAll(tasks, 100, TimeUnit.SECONDS)) {
            each.get();
        }
    }

    /** Makes browsers. */
    interface Browsers {
        StormBrowser next() throws IOException;
    }

    /** What each tab does at the same time. */
    private interface Act {
        StormTab on(StormTab tab) throws Exception;
    }
}
