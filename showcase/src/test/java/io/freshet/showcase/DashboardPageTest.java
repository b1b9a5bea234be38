package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.HubListener;
import io.freshet.Owner;
import io.freshet.SubscriberKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser. */
class DashboardPageTest extends ShowcaseTest {
    private static final List<String> CARDS = List.of("SLS_01_01", "SLS_02_01", "MNU_01_01", "MNU_02_01");

    /** A user of this test only. */
    private final String user = "user-" + store;

    private final Caller caller() {
        return caller(user);
    }

    private Browser browser;

    @BeforeEach
    void signIn() {
        browser = new Browser(port);
        browser.open("/dashboard?store=" + store);
        browser.signIn(user);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    void whoSignsInGetsToThePageThatWasAskedFor() {
        Tab tab = browser.dashboard(store).awaitLive();
        assertThat(browser.driver().getCurrentUrl()).endsWith("/dashboard?store=" + store);
        assertThat(browser.driver().getTitle()).isEqualTo("Store " + store + " · Freshet");
        assertThat(tab.text("#announcement")).isEqualTo("Live");
    }

    @Test
    void anOrderRungUpOnThePageIsShownAtOnce() {
        Tab tab = browser.dashboard(store).awaitLive();
        browser.find("#order button").click();
        tab.awaitValue("SLS_01_01", "9000");
        tab.awaitValue("SLS_02_01", "1");
        tab.awaitValue("MNU_01_01", "{\"americano\":2}");
        tab.awaitValue("MNU_02_01", "\"americano\"");
        assertThat(tab.text("#SLS_01_01 .number")).isEqualTo("₩9,000");
        assertThat(tab.text("#MNU_02_01 .name")).isEqualTo("americano");
    }

    @Test
    void twoTabsRefreshedWildlyWhileOrdersComeInEndUpRight() throws Exception {
        Tab one = browser.dashboard(store).awaitLive();
        Tab two = browser.dashboardInNewTab(store).awaitLive();
        String subscriberOne = one.select().subscriber();
        one.toggle("MNU_02_01");
        one.awaitSaved(2);

        AtomicBoolean open = new AtomicBoolean(true);
        ExecutorService guests = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> sold = guests.submit(() -> {
                int orders = 0;
                for (; open.get(); orders++) {
                    caller().order(store, "menu " + orders % 5, 1000 + orders % 7, 1 + orders % 3);
                }
                return orders;
            });
            for (int i = 0; i < 20; i++) {
                one.refresh();
                two.refresh();
            }
            open.set(false);
            assertThat(sold.get()).isPositive();
        } finally {
            guests.shutdownNow();
        }

        showWhatTheServerHolds(one, List.of("SLS_01_01", "SLS_02_01", "MNU_01_01"));
        showWhatTheServerHolds(two, CARDS);
        assertThat(one.select().subscriber()).isEqualTo(subscriberOne);
        assertThat(one.shows("MNU_02_01")).isFalse();

        caller().order(store, "the last one", 500_000, 1000);
        showWhatTheServerHolds(one, List.of("SLS_01_01", "SLS_02_01", "MNU_01_01"));
        showWhatTheServerHolds(two, CARDS);
        assertThat(one.select().connects()).isEqualTo(1);
        assertThat(two.select().connects()).isEqualTo(1);
    }

    private void showWhatTheServerHolds(Tab tab, List<String> cards) {
        tab.awaitLive();
        for (String card : cards) {
            tab.awaitValue(card, caller().value(store, card).toString());
        }
    }

    @Test
    void aDuplicatedTabIsASubscriberOfItsOwn() {
        Tab original = browser.dashboard(store).awaitLive();
        original.toggle("MNU_01_01");
        original.awaitSaved(2);
        // As the browser's own command does, this copies sessionStorage.
        Tab twin = browser.tabOpenedBy(() -> browser.run("window.open(location.href)"));
        twin.awaitLive();
        assertThat(twin.subscriber()).isNotEqualTo(original.select().subscriber());
        assertThat(twin.select().shows("MNU_01_01"))
                .as("the copy begins with the same cards")
                .isFalse();

        caller().order(store, "americano", 4500, 2);
        original.awaitValue("SLS_01_01", "9000");
        twin.awaitValue("SLS_01_01", "9000");
        assertThat(original.awaitLive().connects()).isEqualTo(1);

        twin.toggle("SLS_01_01");
        twin.awaitSaved(3);
        assertThat(original.select().shows("SLS_01_01")).isTrue();
    }

    @Test
    void choosingCardsTakesEffectWithoutANewConnection() {
        Tab tab = browser.dashboard(store).awaitLive();
        tab.toggle("SLS_02_01");
        assertThat(tab.shows("SLS_02_01")).isFalse();
        tab.awaitSaved(2);
        caller().order(store, "americano", 4500, 2);
        tab.awaitValue("SLS_01_01", "9000");
        assertThat(tab.text("#wire-rows")).contains("SLS_01_01").doesNotContain("SLS_02_01");

        tab.toggle("SLS_02_01");
        tab.awaitSaved(3);
        tab.awaitValue("SLS_02_01", "1");
        assertThat(tab.text("#wire-rows")).as("no event is sent for it").doesNotContain("SLS_02_01");
        caller().order(store, "americano", 4500, 2);
        tab.awaitValue("SLS_02_01", "2");
        assertThat(tab.text("#wire-rows")).contains("SLS_02_01");
        assertThat(tab.connects()).isEqualTo(1);
    }

    @Test
    void cardsAreChosenWithTheKeyboardToo() {
        Tab tab = browser.dashboard(store).awaitLive();
        tab.box("SLS_01_01").sendKeys(Keys.SPACE);
        tab.awaitSaved(2);
        assertThat(tab.shows("SLS_01_01")).isFalse();
    }

    @Test
    void whatTheServerHoldsInsteadIsTakenOver() {
        Tab tab = browser.dashboard(store).awaitLive();
        caller().choose(store, tab.subscriber(), 50, "MNU_02_01");
        tab.toggle("SLS_02_01");
        tab.awaitSaved(50);
        assertThat(CARDS).filteredOn(tab::shows).containsExactly("MNU_02_01");
    }

    @Test
    void aPageThatIsLeftSaysGoodbye() {
        Ends ends = new Ends();
        hub.addListener(ends);
        Tab tab = browser.dashboard(store).awaitLive();
        SubscriberKey subscriber = key(tab);
        browser.open("/");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ends.reasons.get(subscriber)).isEqualTo(CloseReason.GOODBYE));
        assertThat(hub.subscription(subscriber).revision()).isEqualTo(1);

        browser.driver().navigate().back();
        tab.awaitLive();
        assertThat(tab.subscriber()).isEqualTo(subscriber.id());
    }

    @Test
    void aPageWhoseSubscriberTheServerForgotReadsAnewAndGoesOn() {
        Tab tab = browser.dashboard(store).awaitLive();
        tab.toggle("MNU_01_01");
        tab.awaitSaved(2);
        SubscriberKey subscriber = key(tab);
        hub.close(Owner.of(user), CloseReason.SHUTDOWN);
        hub.leave(subscriber);
        caller().order(store, "americano", 4500, 2);

        tab.awaitValue("SLS_01_01", "9000");
        tab.awaitLive();
        browser.await(
                "the choice is told again", () -> hub.subscription(subscriber).revision() == 2);
        caller().order(store, "americano", 4500, 2);
        tab.awaitValue("SLS_01_01", "18000");
        assertThat(tab.text("#reconnects")).isEqualTo("1");
    }

    @Test
    void aLogoutEndsTheStreamsAndALoginBringsThemBack() {
        Tab one = browser.dashboard(store).awaitLive();
        Tab two = browser.dashboardInNewTab(store).awaitLive();
        two.toggle("SLS_02_01");
        two.awaitSaved(2);
        String subscriber = two.subscriber();

        one.select();
        browser.find("#sign-out button").click();
        browser.find("#username");
        two.awaitState("ended");
        assertThat(two.text("#state-detail")).isEqualTo("you signed out");

        browser.find("#again").click();
        browser.signIn(user);
        two.awaitLive();
        assertThat(two.subscriber()).isEqualTo(subscriber);
        assertThat(two.shows("SLS_02_01")).isFalse();
    }

    @Test
    void aLunchHourGoesOnThroughRefreshes() {
        Tab tab = browser.dashboard(store).awaitLive();
        browser.find("#lunch").click();
        browser.find("#lunch-progress");
        tab.refresh();
        browser.await(
                "the new page knows of it", () -> tab.element("#lunch-progress").isDisplayed());
        browser.await(
                "all have ordered", () -> "60".equals(tab.element("#SLS_02_01").getAttribute("data-value")));
        showWhatTheServerHolds(tab, CARDS);
    }

    private SubscriberKey key(Tab tab) {
        return new SubscriberKey(Owner.of(user), "/stores/" + store + "/events", tab.subscriber());
    }

    /** Remembers why each subscriber's last connection ended. */
    private static final class Ends implements HubListener {
        private final Map<SubscriberKey, CloseReason> reasons = new ConcurrentHashMap<>();

        @Override
        public void ended(Connection connection, CloseReason reason) {
            reasons.put(connection.subscriber(), reason);
        }
    }
}
