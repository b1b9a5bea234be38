package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Event;
import io.freshet.Owner;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * A storm of refreshes on transports that see their peers go: nobody is refused, and nobody is sent a comment to find out whether
 * he is there. How often is 20 times, or what {@code -Dfreshet.storm} says.
 */
@Import(RefusalWatch.class)
@TestPropertySource(properties = {"freshet.grace=5s", "freshet.acceleration=on"})
abstract class SightedStormTest extends ShowcaseTest {
    private static final int USERS = 20;
    private static final int TABS = 5;
    private static final int REFRESHES = Integer.getInteger("freshet.storm", 20);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @Autowired
    private RefusalWatch watch;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<StormTab> tabs = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        threads.shutdownNow();
        for (StormTab tab : tabs) {
            tab.close();
            hub.connections(Owner.of(tab.user())).forEach(connection -> hub.leave(connection.subscriber()));
        }
    }

    @ParameterizedTest(name = "named: {0}, nginx: {1}")
    @CsvSource({"true,false", "false,false", "false,true"})
    void nobodyIsRefusedNorProbedAndNothingIsLeftBehind(boolean named, boolean behindNginx) throws Exception {
        try (Nginx nginx = behindNginx ? Nginx.ours(port) : null) {
            for (int user = 0; user < USERS; user++) {
                for (int tab = 0; tab < TABS; tab++) {
                    String name = named ? "tab-" + user + "-" + tab : null;
                    tabs.add(new StormTab(
                            nginx == null ? port : nginx.port(),
                            caller("storm-" + user + "-" + store),
                            name,
                            new Random(user * 100L + tab)));
                }
            }
            storm(named);
        }
    }

    private void storm(boolean named) throws Exception {
        int refusedBefore = watch.refused();
        all(StormTab::openAndAwait);
        all(tab -> tab.refresh(REFRESHES));
        await().atMost(AT_ONCE.plus(GRACE))
                .until(() -> hub.connectionCount() == tabs.size() && hub.subscriberCount() == tabs.size());
        readAll();
        assertThat(named ? watch.refused() - refusedBefore : 0)
                .as("refusals, to whom nobody waited for any more included: a name is enough to come in")
                .isZero();
    }

    /** Five that are there are left in peace also while others want their places. */
    @Test
    void aTrueSixthIsRefusedWithoutAnybodyBeingProbed() throws Exception {
        for (int i = 0; i < TABS; i++) {
            tabs.add(new StormTab(port, caller("six-" + store), null, new Random(i)));
        }
        all(StormTab::openAndAwait);
        try (StormTab sixth = new StormTab(port, caller("six-" + store), null, new Random())) {
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
            assertThat(tab.comments()).as("comments").isZero();
            return tab;
        });
    }

    private void all(Act act) throws Exception {
        List<Callable<StormTab>> tasks = new ArrayList<>();
        tabs.forEach(tab -> tasks.add(() -> act.on(tab)));
        for (Future<StormTab> each : threads.invokeAll(tasks, 40, TimeUnit.SECONDS)) {
            each.get();
        }
    }

    /** What each tab does at the same time. */
    private interface Act {
        StormTab on(StormTab tab) throws Exception;
    }
}
