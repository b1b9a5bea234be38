package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of a share link in a real browser. */
class LinksPageTest extends PageContract {
    private final String link = "story-" + store;

    @Override
    String page() {
        return "/links?link=" + link;
    }

    @Override
    String stream() {
        return "/share-links/" + link + "/events";
    }

    @Override
    String place() {
        return "#newest";
    }

    @Override
    void happen(String text) {
        somebody().create("/share-links/" + link + "/reactions", Map.of("emoji", text));
    }

    @Test
    void aReactionFlies() {
        Tab tab = open().awaitLive();
        browser.find("#emojis button").click();
        tab.awaitText("#newest", "🎉");
        assertThat(tab.text("#newest .from")).isEqualTo(user);
        browser.find("#emoji").sendKeys("좋아요");
        browser.find(".own button").click();
        tab.awaitText("#sky", "좋아요");
        assertThat(tab.texts("#newest .emoji")).containsExactly("좋아요", "🎉");
    }

    @Test
    void aSixthTabIsToldWhyItWaitsAndGetsInWhenOneCloses() {
        List<Tab> tabs = new ArrayList<>();
        tabs.add(open().awaitLive());
        while (tabs.size() < 5) {
            tabs.add(openInNewTab().awaitLive());
        }
        Tab sixth = openInNewTab().awaitState("refused");
        assertThat(sixth.text("#refusal"))
                .as("what to do, and not once more why")
                .contains("Close one of your other tabs", "SHARE_LINK_ACCESS_LIMIT_EXCEEDED")
                .doesNotContainIgnoringCase("five");
        assertThat(sixth.text("#state-detail")).isEqualTo("five of your tabs are open already");
        sixth.awaitText("#countdown", "next try in");

        tabs.get(2).refresh();
        tabs.get(2).awaitLive();
        happen("before");
        tabs.get(0).close();
        sixth.awaitLive();
        sixth.awaitText("#newest", "before");
        assertThat(sixth.element("#refusal").isDisplayed()).isFalse();
    }
}
