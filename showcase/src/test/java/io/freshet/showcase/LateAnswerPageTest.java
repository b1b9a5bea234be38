package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers that come late to the board's scripts, and marks that are left from another time. */
class LateAnswerPageTest extends PageTest {
    @Override
    String page() {
        return "/board";
    }

    @Test
    void whatComesWhileAllIsReadAnewIsShownAfterIt() {
        Tab tab = open().awaitLive();
        browser.run(
                """
                const heard = {};
                window.seen = [];
                import("/assets/page.js").then(({ follow }) => {
                  const answers = [];
                  const reading = () =>
                    new Promise((answered) => answers.push(answered)).then(() => window.seen.push("all"));
                  const source = { on: (type, listener) => (heard[type] = listener) };
                  follow(source, { thing: ({ data }) => window.seen.push(data) }, reading);
                  heard.thing({ data: "before" });
                  heard.gap({ data: { reason: "trimmed" } });
                  heard.thing({ data: "meanwhile" });
                  heard.gap({ data: { reason: "trimmed" } });
                  heard.thing({ data: "later" });
                  const answer = setInterval(() => (answers.length ? answers.shift()() : 0), 10);
                  const look = setInterval(() => {
                    if (window.seen.includes("later")) {
                      heard.thing({ data: "after" });
                      clearInterval(answer);
                      clearInterval(look);
                    }
                  }, 10);
                });
                """);
        browser.await("all is shown", () -> seen().endsWith("after"));
        assertThat(seen()).isEqualTo("before all all meanwhile later after");
        tab.awaitLive();
    }

    @Test
    void ofTwoAnswersAboutAPostTheNewerStays() {
        String comments = "/posts/" + aPost() + "/comments";
        Tab tab = open().awaitLive();
        browser.find("#posts summary").click();
        browser.run(
                """
                const real = window.fetch;
                let first = true;
                window.fetch = async (url, options) => {
                  const answer = await real(url, options);
                  if (first && /^\\/posts\\/\\d+$/.test(url)) {
                    first = false;
                    window.held = true;
                    await new Promise((go) => (window.letGo = go));
                    queueMicrotask(() => setTimeout(() => (window.shown = true)));
                  }
                  return answer;
                };
                """);
        somebody().create(comments, Map.of("text", "one"));
        browser.await("the first answer is held back", () -> Boolean.TRUE.equals(browser.run("return window.held")));
        somebody().create(comments, Map.of("text", "two"));
        tab.awaitText("#posts .comments", "two");
        browser.run("window.letGo()");
        browser.await("the first answer is there", () -> Boolean.TRUE.equals(browser.run("return window.shown")));
        assertThat(tab.texts("#posts .comments p:first-child")).containsExactly("one", "two");
    }

    @Test
    void aPostThatIsNotThereIsNoMatterOfTheConnection() {
        browser.open("/board#post-999999999");
        Tab tab = open().awaitLive();
        browser.run("location.hash = '#post-999999998'");
        tab.awaitText("#written", "there is no post 999999998");
        assertThat(tab.element("#connection").getAttribute("data-state")).isEqualTo("live");
    }

    /** The showcase keeps nothing beyond its end, and numbers begin anew with it; the browser's marks stay. */
    @Test
    void whatWasReadOfAServerThatIsNoMoreMarksNothingOfTheNext() {
        Tab tab = open().awaitLive();
        browser.run(
                """
                import("/assets/notifications.js").then(({ Notifications }) => {
                  const told = (id, at) => ({ id, postId: 1, from: "a", text: "b", at });
                  const notifications = new Notifications("user of two servers");
                  notifications.all([told(1, "2026-01-01T00:00:00Z"), told(7, "2026-01-01T00:00:01.5Z")]);
                  document.querySelector("#list li:last-child").click();
                  document.getElementById("mark").click();
                  window.read = document.querySelectorAll("#list .unread").length;
                  notifications.all([]);
                  notifications.add(told(1, "2026-01-02T00:00:00Z"));
                });
                """);
        tab.awaitText("#unread", "1");
        assertThat(browser.run("return window.read")).isEqualTo(0L);
    }

    private long aPost() {
        return caller(user)
                .create("/posts", Map.of("title", "A post"))
                .get("id")
                .longValue();
    }

    private String seen() {
        return (String) browser.run("return window.seen.join(' ')");
    }
}
