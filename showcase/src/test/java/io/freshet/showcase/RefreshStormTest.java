package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.Event;
import io.freshet.Owner;
import io.freshet.testkit.RunningTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * Everybody refreshes everything at once, over plain sockets and the portable transport, which sees nobody go. How often is 20 times,
 * or what {@code -Dfreshet.storm} says.
 */
@Import(StreamWatch.class)
@TestPropertySource(properties = {"freshet.grace=5s", "freshet.acceleration=off"})
class RefreshStormTest extends ShowcaseTest {
    private static final int USERS = 20;
    private static final int STORMS_BEFORE = 4;
    private static final int TABS = 5;
    private static final int REFRESHES = Integer.getInteger("freshet.storm", 20);
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);
    private static final Duration PROBING = Duration.ofMillis(300);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Autowired
    private StreamWatch watch;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<StormTab> tabs = new ArrayList<>();
    private Nginx nginx;

    @BeforeEach
    void startWithNobody() {
        await().atMost(Duration.ofSeconds(60)).until(() -> hub.connectionCount() == 0 && hub.subscriberCount() == 0);
        watch.reset();
    }

    @AfterEach
    void closeEverything() throws Exception {
        threads.shutdownNow();
        for (StormTab tab : tabs) {
            tab.close();
            hub.connections(Owner.of(tab.user())).forEach(connection -> hub.leave(connection.subscriber()));
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    @ParameterizedTest(name = "named: {0}, nginx: {1}")
    @CsvSource({"true,false", "false,false", "true,true", "false,true"})
    void nobodyIsRefusedAndNothingIsLeftBehind(boolean named, boolean behindNginx) throws Exception {
        int through = through(behindNginx);
        for (int user = 0; user < USERS; user++) {
            for (int tab = 0; tab < TABS; tab++) {
                tabs.add(new StormTab(
                        StormBrowser.overHttp1(through),
                        new Caller(through, "storm-" + user),
                        named ? "tab-" + user + "-" + tab : null,
                        new Random(user * 100L + tab)));
            }
        }
        all(tab -> {
            tab.open();
            return tab.awaitConnect();
        });
        // How long a server takes that has yet to load and compile its code is not what this is about.
        for (int i = 0; i < STORMS_BEFORE; i++) {
            all(tab -> tab.refresh(REFRESHES));
        }
        tabs.forEach(tab -> tab.shown().clear());
        all(tab -> tab.refresh(REFRESHES));
        for (StormTab tab : tabs) {
            assertThat(tab.shown()).allSatisfy(page -> assertThat(watch.waitOf(page.page(), page.connection()))
                    .isLessThan(AT_ONCE));
            assertThat(watch.visitOf(tab.page()).isSocketTaken()).isFalse();
        }
        await().atMost(HEARTBEAT.plus(GRACE))
                .until(() -> hub.connectionCount() == tabs.size() && hub.subscriberCount() == tabs.size());
        hub.publish("share-links/storm/reactions", Event.of("reaction", "still there?"));
        all(tab -> {
            assertThat(tab.event().data()).isEqualTo("still there?");
            return tab;
        });
        assertThat(named ? watch.refused() : 0)
                .as("refusals, to whom nobody waited for any more included: a name is enough to come in")
                .isZero();
    }

    @ParameterizedTest(name = "named: {0}, nginx: {1}")
    @CsvSource({"true,false", "false,false", "true,true", "false,true"})
    void aTrueSixthIsRefusedAndComesInOnceOneOfTheFiveHasGone(boolean named, boolean behindNginx) throws Exception {
        int through = through(behindNginx);
        openFive(through, named);
        StormTab sixth = tab(through, named ? "sixth" : null, 6);
        for (int attempt = 0; attempt < 3; attempt++) {
            long askedAt = RunningTime.nanos();
            sixth.open();
            assertThat(sixth.status()).isEqualTo(400);
            assertThat(RunningTime.since(askedAt)).isLessThan(PROBING.plusMillis(200));
            sixth.close();
        }
        tabs.get(2).reset();
        // What the rule is about: an attempt that is made a second later.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        sixth.open();
        sixth.awaitConnect();
        await().atMost(AT_ONCE).until(() -> hub.connections(Owner.of("six")).size() == TABS);
    }

    @ParameterizedTest(name = "nginx: {0}")
    @ValueSource(booleans = {false, true})
    void aSixthThatKeepsTryingNeverTakesThePlaceOfATabThatIsRefreshing(boolean behindNginx) throws Exception {
        int through = through(behindNginx);
        openFive(through, true);
        StormTab sixth = tab(through, "sixth", 6);
        tabs.remove(sixth);
        AtomicBoolean storming = new AtomicBoolean(true);
        Future<Integer> tries = threads.submit(() -> {
            int count = 0;
            while (storming.get()) {
                sixth.open();
                assertThat(sixth.status()).as("the sixth's %dth try", ++count).isEqualTo(400);
                sixth.close();
            }
            return count;
        });
        all(tab -> tab.refresh(REFRESHES));
        storming.set(false);
        assertThat(tries.get(20, TimeUnit.SECONDS)).isPositive();
        await().atMost(AT_ONCE).until(() -> hub.connections(Owner.of("six")).size() == TABS);
    }

    private void openFive(int through, boolean named) throws Exception {
        for (int i = 0; i < TABS; i++) {
            tab(through, named ? "tab-" + i : null, i);
        }
        all(tab -> {
            tab.open();
            return tab.awaitConnect();
        });
    }

    private StormTab tab(int through, String subscriber, int seed) {
        StormTab tab =
                new StormTab(StormBrowser.overHttp1(through), new Caller(through, "six"), subscriber, new Random(seed));
        tabs.add(tab);
        return tab;
    }

    private int through(boolean behindNginx) {
        if (behindNginx) {
            nginx = Nginx.ours(port);
        }
        return behindNginx ? nginx.port() : port;
    }

    private void all(Act act) throws Exception {
        List<Future<StormTab>> running = new ArrayList<>();
        for (StormTab tab : tabs) {
            Callable<StormTab> task = () -> act.on(tab);
            running.add(threads.submit(task));
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<StormTab> each : running) {
            try {
                each.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                failures.add(failure.getCause());
            }
        }
        assertThat(failures).isEmpty();
    }

    /** What each tab does at the same time. */
    private interface Act {
        StormTab on(StormTab tab) throws Exception;
    }
}
