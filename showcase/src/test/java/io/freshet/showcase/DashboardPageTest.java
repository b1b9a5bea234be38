package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.CloseReason;
import io.freshet.Owner;
import io.freshet.SubscriberKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The dashboard in a real browser. */
class DashboardPageTest extends PageContract {
    private static final List<String> CARDS = List.of("SLS_01_01", "SLS_02_01", "MNU_01_01", "MNU_02_01");

    @Override
    String page() {
        return "/dashboard?store=" + store;
    }

    @Override
    String stream() {
        return path("/events");
    }

    @Override
    String place() {
        return "#MNU_01_01";
    }

    @Override
    void happen(String text) {
        somebody().order(store, text, 4500, 2);
    }

    private Caller caller() {
        return caller(user);
    }

    @Test
    void whoSignsInGetsToThePageThatWasAskedFor() {
        Tab tab = browser.tab().awaitLive();
        assertThat(browser.driver().getCurrentUrl()).contains("/dashboard?store=" + store);
        assertThat(browser.driver().getTitle()).isEqualTo("Store " + store + " · Freshet");
        assertThat(tab.text("#announcement")).isEqualTo("Live");
    }

    @Test
    void anOrderRungUpOnThePageIsShownAtOnce() {
        Tab tab = open().awaitLive();
        browser.find("#order button").click();
        awaitValue(tab, "SLS_01_01", "9000");
        awaitValue(tab, "SLS_02_01", "1");
        awaitValue(tab, "MNU_01_01", "{\"americano\":2}");
        awaitValue(tab, "MNU_02_01", "\"americano\"");
        assertThat(tab.text("#SLS_01_01 .number")).isEqualTo("₩9,000");
        assertThat(tab.text("#MNU_02_01 .name")).isEqualTo("americano");
    }

    @Test
    void theBestSellersNameIsNotBrokenWithinAWordHoweverWideTheScreenIs() {
        caller().order(store, "cheesecake", 6500, 2);
        open().awaitLive().awaitText("#MNU_02_01 .name", "cheesecake");
        for (int width : List.of(320, 390, 641, 820, 1024, 1265, 1400)) {
            browser.narrow(width);
            browser.await("its name has one line on a screen of " + width, () -> Long.valueOf(1)
                    .equals(browser.run(
                            """
                            const name = document.createRange();
                            name.selectNodeContents(document.querySelector("#MNU_02_01 .name"));
                            return innerWidth === arguments[0] ? name.getClientRects().length : 0;
                            """,
                            width)));
        }
    }

    @Test
    void twoTabsRefreshedWildlyWhileOrdersComeInEndUpRight() throws Exception {
        Tab one = open().awaitLive();
        Tab two = openInNewTab().awaitLive();
        String subscriberOne = one.select().subscriber();
        toggle(one, "MNU_02_01");
        awaitSaved(one, 2);

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
        assertThat(shows(one, "MNU_02_01")).isFalse();

        caller().order(store, "the last one", 500_000, 1000);
        showWhatTheServerHolds(one, List.of("SLS_01_01", "SLS_02_01", "MNU_01_01"));
        showWhatTheServerHolds(two, CARDS);
        assertThat(one.select().connects()).isEqualTo(1);
        assertThat(two.select().connects()).isEqualTo(1);
    }

    private void showWhatTheServerHolds(Tab tab, List<String> cards) {
        tab.awaitLive();
        for (String card : cards) {
            awaitValue(tab, card, caller().value(store, card).toString());
        }
    }

    @Test
    void aDuplicatedTabBeginsWithTheSameCardsAndGoesItsOwnWay() {
        Tab original = open().awaitLive();
        toggle(original, "MNU_01_01");
        awaitSaved(original, 2);
        // As the browser's own command does, this copies sessionStorage.
        Tab twin = browser.tabOpenedBy(() -> browser.run("window.open(location.href)"));
        twin.awaitLive();
        assertThat(twin.subscriber()).isNotEqualTo(original.select().subscriber());
        assertThat(shows(twin.select(), "MNU_01_01"))
                .as("the copy begins with the same cards")
                .isFalse();

        caller().order(store, "americano", 4500, 2);
        awaitValue(original, "SLS_01_01", "9000");
        awaitValue(twin, "SLS_01_01", "9000");
        assertThat(original.awaitLive().connects()).isEqualTo(1);

        toggle(twin, "SLS_01_01");
        awaitSaved(twin, 3);
        assertThat(shows(original.select(), "SLS_01_01")).isTrue();
    }

    @Test
    void choosingCardsTakesEffectWithoutANewConnection() {
        Tab tab = open().awaitLive();
        toggle(tab, "SLS_02_01");
        assertThat(shows(tab, "SLS_02_01")).isFalse();
        awaitSaved(tab, 2);
        caller().order(store, "americano", 4500, 2);
        awaitValue(tab, "SLS_01_01", "9000");
        assertThat(tab.text("#wire-rows")).contains("SLS_01_01").doesNotContain("SLS_02_01");

        toggle(tab, "SLS_02_01");
        awaitSaved(tab, 3);
        awaitValue(tab, "SLS_02_01", "1");
        assertThat(tab.text("#wire-rows")).as("no event is sent for it").doesNotContain("SLS_02_01");
        caller().order(store, "americano", 4500, 2);
        awaitValue(tab, "SLS_02_01", "2");
        assertThat(tab.text("#wire-rows")).contains("SLS_02_01");
        assertThat(tab.connects()).isEqualTo(1);
    }

    @Test
    void cardsAreChosenWithTheKeyboardToo() {
        Tab tab = open().awaitLive();
        box(tab, "SLS_01_01").sendKeys(Keys.SPACE);
        awaitSaved(tab, 2);
        assertThat(shows(tab, "SLS_01_01")).isFalse();
    }

    @Test
    void whatIsChosenOnThePageCountsWhateverTheServerHoldsInstead() {
        Tab tab = open().awaitLive();
        caller().choose(store, tab.subscriber(), 50, "MNU_02_01");
        toggle(tab, "SLS_02_01");
        awaitSaved(tab, 51);
        assertThat(CARDS).filteredOn(card -> shows(tab, card)).containsExactly("SLS_01_01", "MNU_01_01", "MNU_02_01");
        assertThat(hub.subscription(key(stream(), tab)).selectors()).hasSize(3);
    }

    @Test
    void aPageThatIsLeftSaysGoodbye() {
        Ends ends = new Ends();
        hub.addListener(ends);
        Tab tab = open().awaitLive();
        SubscriberKey subscriber = key(stream(), tab);
        browser.open("/");
        await().atMost(Duration.ofSeconds(20))
                // Whichever comes first.
                .untilAsserted(() ->
                        assertThat(ends.reasons.get(subscriber)).isIn(CloseReason.GOODBYE, CloseReason.PEER_GONE));
        assertThat(hub.subscription(subscriber).revision()).isEqualTo(1);

        browser.driver().navigate().back();
        tab.awaitLive();
        assertThat(tab.subscriber()).isEqualTo(subscriber.id());
    }

    @Test
    void aPageWhoseSubscriberTheServerForgotReadsAnewAndGoesOn() {
        Tab tab = open().awaitLive();
        toggle(tab, "MNU_01_01");
        awaitSaved(tab, 2);
        SubscriberKey subscriber = key(stream(), tab);
        hub.close(Owner.of(user), CloseReason.SHUTDOWN);
        hub.leave(subscriber);
        caller().order(store, "americano", 4500, 2);

        awaitValue(tab, "SLS_01_01", "9000");
        tab.awaitLive();
        browser.await(
                "the choice is told again",
                () -> hub.subscription(subscriber).selectors().size() == 3);
        caller().order(store, "americano", 4500, 2);
        awaitValue(tab, "SLS_01_01", "18000");
        assertThat(tab.text("#reconnects")).isEqualTo("1");
    }

    @Test
    void aLunchHourGoesOnThroughRefreshes() {
        Tab tab = open().awaitLive();
        browser.find("#lunch").click();
        browser.find("#lunch-progress");
        tab.refresh();
        browser.await(
                "the new page knows of it", () -> tab.element("#lunch-progress").isDisplayed());
        browser.await(
                "all have ordered", () -> "60".equals(tab.element("#SLS_02_01").getAttribute("data-value")));
        showWhatTheServerHolds(tab, CARDS);
    }

    /** Waits until a card shows a value, given as JSON. */
    private void awaitValue(Tab tab, String card, String json) {
        tab.select();
        browser.await(
                card + " shows " + json,
                () -> json.equals(tab.element("#" + card).getAttribute("data-value")));
    }

    /** Waits until the page has agreed on its choice with the server. */
    private void awaitSaved(Tab tab, long revision) {
        tab.select();
        browser.await(
                "revision " + revision + " is saved", () -> tab.text("#saved").equals("Saved as revision " + revision));
    }

    private static boolean shows(Tab tab, String card) {
        return tab.element("#" + card).isDisplayed();
    }

    /** Turns a card on or off. */
    private static void toggle(Tab tab, String card) {
        tab.select();
        box(tab, card).findElement(By.xpath("..")).click();
    }

    private static WebElement box(Tab tab, String card) {
        return tab.element("#choice input[value=" + card + "]");
    }
}
