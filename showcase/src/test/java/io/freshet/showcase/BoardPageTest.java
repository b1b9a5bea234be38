package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.SubscriberKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The board in a real browser. */
class BoardPageTest extends PageContract {
    private long post;

    @Override
    String page() {
        return "/board";
    }

    @Override
    String stream() {
        return "/notifications/events";
    }

    @Override
    String place() {
        return "#list";
    }

    @BeforeEach
    void aPostOfTheUser() {
        post = caller(user)
                .create("/posts", Map.of("title", "A post"))
                .get("id")
                .longValue();
    }

    @Override
    void happen(String text) {
        somebody().create("/posts/" + post + "/comments", Map.of("text", text));
    }

    /** All tabs of this page share one connection. */
    @Override
    void theTwinIsASubscriber(Tab original, Tab twin) {
        assertThat(twin.select().subscriber()).isEqualTo(original.select().subscriber());
    }

    /** The connection is handed over if it was the closed tab's. */
    @Override
    void itSaidGoodbyeForItselfOnly(Ends ends, SubscriberKey gone, Tab staying) {
        assertThat(key(stream(), staying)).isEqualTo(gone);
        assertThat(staying.texts("#list .said")).containsExactly("still here");
    }

    @Test
    void theBellCountsWhatIsUnreadInEachTabAndIsReadInAll() {
        Tab one = open().awaitLive();
        Tab two = openInNewTab().awaitLive();
        happen("first");
        happen("second");
        one.awaitText("#unread", "2");
        two.awaitText("#unread", "2");
        browser.find("#list li:last-child a").click();
        two.awaitText("#unread", "1");
        one.awaitText("#unread", "1");
        browser.find("#mark").click();
        two.select();
        browser.await("all is read", () -> !two.element("#unread").isDisplayed());
        two.refresh();
        two.awaitText("#list", "second");
        assertThat(two.element("#unread").isDisplayed()).isFalse();
        assertThat(two.texts("#list .from")).hasSize(2);
    }

    @Test
    void aNotificationLeadsToItsPostWhichShowsTheComment() {
        Tab tab = open().awaitLive();
        happen("look at this");
        tab.awaitText("#list", "look at this");
        browser.find("#list a").click();
        tab.awaitText("#post-" + post + " .comments", "look at this");
        happen("and this");
        tab.awaitText("#post-" + post + " .comments", "and this");
        assertThat(tab.text("#post-" + post + " .answers")).isEqualTo("2 comments");
    }

    @Test
    void aNotificationSaysOnWhichPostItIsAndLeadsThereFromElsewhereToo() {
        Tab tab = open().awaitLive();
        happen("before the reload");
        tab.awaitText("#list .on", "A post");
        tab.refresh();
        tab.awaitLive();
        happen("after it");
        browser.await("both name it", () -> tab.texts("#list .on").equals(List.of("A post", "A post")));
        String target = browser.find("#list a").getAttribute("href");
        assertThat(target).endsWith("/board#post-" + post);

        browser.open("/");
        browser.find(".tour");
        browser.driver().get(target);
        tab.awaitText("#post-" + post + " .comments", "after it");
    }

    @Test
    void aPostThatThisTabHasNotReadYetIsNamedOnceItHas() {
        Tab tab = open().awaitLive();
        tab.awaitText("#posts", "A post");
        post = caller(user)
                .create("/posts", Map.of("title", "A later post"))
                .get("id")
                .longValue();
        happen("so soon");
        tab.awaitText("#list", "on your post");
        browser.find("#look").click();
        tab.awaitText("#list .on", "A later post");
    }

    @Test
    void postsAndCommentsAreWrittenOnThePage() {
        Tab tab = open().awaitLive();
        browser.find("#title").sendKeys("누가 사다리 있어요?");
        browser.find("#write button").click();
        tab.awaitText("#posts .title", "누가 사다리 있어요?");
        browser.find("#posts summary").click();
        browser.find("#posts .answer input").sendKeys("나");
        browser.find("#posts .answer button").click();
        tab.awaitText("#posts .comments", "나");
        assertThat(tab.texts("#list li")).as("one's own comment is no news").isEmpty();
    }
}
