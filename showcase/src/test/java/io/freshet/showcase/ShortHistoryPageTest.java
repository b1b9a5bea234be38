package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The same with a history that is too short for what was missed. */
@TestPropertySource(properties = {"freshet.log.events=50", "freshet.window.events=50"})
class ShortHistoryPageTest extends OfflinePageTest {
    @Test
    @Override
    void allAreShownOnceAndInOrderWhenTheNetworkIsBack() throws Exception {
        Tab tab = missAHundred();
        assertThat(received(tab, "gap")).singleElement().asString().startsWith("{\"reason\":\"trimmed\"");
        assertThat(received(tab, "notification")).hasSizeLessThan(TOLD.size());
    }
}
