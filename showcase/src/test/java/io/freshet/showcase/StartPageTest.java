package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The start page in a real browser. */
class StartPageTest extends PageTest {
    @Override
    String page() {
        return "/";
    }

    @Test
    void itLeadsToAllFourSystems() {
        open();
        browser.find(".tour");
        @SuppressWarnings("unchecked")
        List<String> ways = (List<String>) browser.run(
                "return [...document.querySelectorAll('.systems .primary')].map((it) => it.getAttribute('href'))");
        assertThat(ways).hasSize(4);
        for (String way : ways) {
            browser.page(way).awaitLive();
        }
    }

    @Test
    void itLeadsToEachInANewTabToo() {
        open();
        browser.find(".systems");
        Tab tab = browser.tabOpenedBy(
                () -> browser.find(".systems a[target=_blank]").click());
        tab.awaitLive();
    }
}
