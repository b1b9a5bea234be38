package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages on the narrow screen of a phone: nothing is cut off. */
class PhonePageTest extends PageTest {
    private static final int WIDTH = 390;

    @Override
    String page() {
        return "/dashboard?store=" + store;
    }

    @Test
    void theNamesOfMenusAreShownWhole() {
        browser.narrow(WIDTH);
        List<String> menus =
                List.of("americano", "cheesecake", "a sandwich with everything that the kitchen has today");
        menus.forEach(menu -> somebody().order(store, menu, 4500, 2));
        Tab tab = open().awaitLive();
        menus.forEach(menu -> tab.awaitText("#MNU_01_01 .bars", menu));
        assertThat(cutOff("#MNU_01_01 .menu")).isEmpty();
    }

    @Test
    void whatToWriteOnTheBoardIsAskedWhole() {
        browser.narrow(WIDTH);
        browser.page("/board").awaitLive();
        browser.run("for (const it of document.querySelectorAll('#write input')) it.value = it.placeholder");
        assertThat(cutOff("#write input")).isEmpty();
    }

    /** Those of these elements that do not have the room for their text. */
    @SuppressWarnings("unchecked")
    private List<String> cutOff(String selector) {
        return (List<String>) browser.run(
                """
                const shown = [...document.querySelectorAll(arguments[0])];
                if (!shown.length || innerWidth !== arguments[1]) throw new Error("nothing to look at");
                return shown.filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.value ?? it.textContent);
                """,
                selector,
                WIDTH);
    }
}
