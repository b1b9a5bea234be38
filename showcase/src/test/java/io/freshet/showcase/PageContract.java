package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.freshet.CloseReason;
import io.freshet.SubscriberKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each page does, whatever it shows. */
abstract class PageContract extends PageTest {
    /** The path of the page's stream. */
    abstract String stream();

    /** Where the page shows what others do. */
    abstract String place();

    /** Somebody does something that the page shows with this text. */
    abstract void happen(String text);

    @Test
    void whatHappensIsShownInTwoTabsAsItWasWritten() {
        Tab one = open().awaitLive();
        Tab two = openInNewTab().awaitLive();
        String text = "한국어 👩‍👩‍👧 <b>&é";
        happen(text);
        one.awaitText(place(), text);
        two.awaitText(place(), text);
    }

    @Test
    void whatRunsFromRightToLeftIsShownSo() {
        Tab tab = open().awaitLive();
        String text = "שלום 12";
        happen(text);
        tab.awaitText(place(), text);
        assertThat(browser.run(
                        """
                        return [...document.querySelectorAll(arguments[0] + " *")]
                          .filter((it) => it.textContent === arguments[1])
                          .map((it) => getComputedStyle(it).direction);
                        """,
                        place(),
                        text))
                .isEqualTo(List.of("rtl"));
    }

    @Test
    void refreshingIsNeverRefusedAndLosesNothing() {
        Tab one = open().awaitLive();
        Tab two = openInNewTab().awaitLive();
        String subscriber = one.select().subscriber();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            one.refresh();
            texts.add("no. " + i + "!");
            happen(texts.get(i));
            two.refresh();
        }
        for (Tab tab : List.of(one, two)) {
            tab.awaitLive();
            texts.forEach(text -> tab.awaitText(place(), text));
            assertThat(tab.connects()).isEqualTo(1);
        }
        assertThat(one.select().subscriber()).isEqualTo(subscriber);
        assertThat(one.text("#reconnects")).isEqualTo("0");
    }

    @Test
    void aDuplicatedTabAndItsOriginalAreBothLive() {
        Tab original = open().awaitLive();
        // As the browser's own command does, this copies sessionStorage.
        Tab twin = browser.tabOpenedBy(() -> browser.run("window.open(location.href)"));
        twin.awaitLive();
        happen("for both");
        original.awaitText(place(), "for both");
        twin.awaitText(place(), "for both");
        theTwinIsASubscriber(original, twin);
    }

    void theTwinIsASubscriber(Tab original, Tab twin) {
        assertThat(twin.select().subscriber()).isNotEqualTo(original.select().subscriber());
        assertThat(original.connects()).isEqualTo(1);
        assertThat(twin.select().connects()).isEqualTo(1);
    }

    @Test
    void aTabThatIsClosedDoesNotCutOffTheOther() {
        Ends ends = new Ends();
        hub.addListener(ends);
        Tab leaving = open().awaitLive();
        Tab staying = openInNewTab().awaitLive();
        SubscriberKey gone = key(stream(), leaving.select());
        leaving.close();
        happen("still here");
        staying.awaitText(place(), "still here");
        itSaidGoodbyeForItselfOnly(ends, gone, staying.awaitLive());
    }

    void itSaidGoodbyeForItselfOnly(Ends ends, SubscriberKey gone, Tab staying) {
        await().atMost(Duration.ofSeconds(20))
                // Whichever comes first.
                .untilAsserted(
                        () -> assertThat(ends.reasons.get(gone)).isIn(CloseReason.GOODBYE, CloseReason.PEER_GONE));
        assertThat(ends.reasons).doesNotContainKey(key(stream(), staying));
        assertThat(staying.connects()).isEqualTo(1);
    }

    @Test
    void aPageOutOfTheBackForwardCacheIsLiveAgainAndHasMissedNothing() {
        Tab tab = open().awaitLive();
        String subscriber = tab.subscriber();
        browser.run("window.sameDocument = true");
        browser.open("/");
        browser.find(".brand");
        happen("meanwhile");
        browser.driver().navigate().back();
        tab.awaitText(place(), "meanwhile");
        tab.awaitLive();
        assertThat(browser.run("return window.sameDocument === true"))
                .as("the document was kept")
                .isEqualTo(true);
        assertThat(tab.subscriber()).isEqualTo(subscriber);
        happen("and now");
        tab.awaitText(place(), "and now");
    }

    @Test
    void aLogoutEndsTheStreamsAndALoginBringsThemBack() {
        Tab one = open().awaitLive();
        Tab two = openInNewTab().awaitLive();
        one.select();
        browser.find("#sign-out button").click();
        browser.find("#username");
        two.awaitState("ended");
        assertThat(two.text("#state-detail")).isEqualTo("you are signed out");

        browser.find("#again").click();
        browser.signIn(user);
        two.awaitLive();
        happen("back again");
        two.awaitText(place(), "back again");
    }
}
