package io.freshet.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.testkit.RunningTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The four pages in a real browser, which comes over HTTP/2 with TLS through a real nginx with {@code deploy/nginx.conf}. */
class PagesBehindNginxTest extends ShowcaseTest {
    /** Far less than it would take an event to be pushed out of a buffer by heartbeats. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final String TEXT = "한국어 👩‍👩‍👧 <b>&é";

    @Autowired
    private ServletWebServerApplicationContext application;

    private final String user = "김철수-🦊-" + store;
    private final List<Browser> browsers = new ArrayList<>();
    private Nginx nginx;

    @BeforeEach
    void startNginx() {
        nginx = Nginx.ours(port);
    }

    @AfterEach
    void close() {
        browsers.forEach(Browser::close);
        nginx.close();
    }

    /** A browser of the user's, which has signed in on the way to a page and shows it. */
    private Browser signedIn(Sight sight) {
        Browser browser = new Browser(origin());
        browsers.add(browser);
        browser.rememberStates();
        browser.open(sight.page(store));
        browser.signIn(user);
        return browser;
    }

    private String origin() {
        return "https://localhost:" + nginx.tlsPort();
    }

    private void happen(Sight sight, String text) {
        sight.happen(caller("somebody-" + store), user, store, text);
    }

    private static void refresh(Tab tab) {
        for (int i = 0; i < 3; i++) {
            tab.refresh();
        }
    }

    private Tab inNewTab(Browser browser, Sight sight) {
        browser.newTab();
        browser.rememberStates();
        return browser.page(sight.page(store));
    }

    /** The page has connected once, and nothing ever went wrong in this tab. */
    private static void assertUndisturbed(Tab tab) {
        assertThat(tab.awaitLive().connects()).isEqualTo(1);
        assertThat(tab.states()).contains("live").isSubsetOf("connecting", "live", "waiting");
    }

    @ParameterizedTest
    @EnumSource
    void aPageIsLiveThroughRefreshesAndBesideASecondTab(Sight sight) {
        Browser browser = signedIn(sight);
        Tab tab = browser.tab().awaitLive();
        assertThat(browser.driver().getCurrentUrl()).startsWith(origin() + sight.page(store));

        long happenedAt = RunningTime.nanos();
        happen(sight, TEXT);
        tab.awaitText(sight.place(), TEXT);
        assertThat(RunningTime.since(happenedAt)).isLessThan(AT_ONCE);

        String subscriber = tab.subscriber();
        refresh(tab);
        happen(sight, "while refreshing");
        refresh(tab);
        tab.awaitText(sight.place(), "while refreshing");
        assertUndisturbed(tab);
        assertThat(tab.text(sight.place())).contains(TEXT);
        assertThat(tab.subscriber()).isEqualTo(subscriber);

        Tab second = inNewTab(browser, sight);
        assertUndisturbed(second);
        second.close();
        happen(sight, "after the other tab");
        tab.awaitText(sight.place(), "after the other tab");
        assertUndisturbed(tab);
    }

    @Test
    void asManyTabsAsOneLikesAreLiveAtOnce() {
        Browser browser = signedIn(Sight.DASHBOARD);
        List<Tab> tabs = new ArrayList<>(List.of(browser.tab()));
        while (tabs.size() < 9) {
            tabs.add(inNewTab(browser, Sight.DASHBOARD));
        }
        tabs.forEach(PagesBehindNginxTest::assertUndisturbed);
        assertThat(browser.run("return performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                .isEqualTo("h2");
        happen(Sight.DASHBOARD, "for all");
        tabs.forEach(tab -> tab.awaitText(Sight.DASHBOARD.place(), "for all"));
    }

    @Test
    void aRestartOfTheProxyIsSurvivedWithoutLosingAnything() {
        Browser browser = signedIn(Sight.DASHBOARD);
        Map<Sight, Tab> tabs = allFour(browser);
        nginx.absentWhile(() -> tabs.forEach((sight, tab) -> {
            tab.awaitState("waiting");
            happen(sight, "meanwhile");
        }));
        tabs.forEach((sight, tab) -> {
            tab.awaitText(sight.place(), "meanwhile");
            assertThat(tab.awaitLive().connects()).isEqualTo(2);
            assertThat(tab.texts("#wire-rows tr[data-type=gap]")).isEmpty();
        });
    }

    /** nginx answers in place of an application that is not there. */
    @Test
    void anAbsentApplicationIsWaitedFor() throws IOException {
        nginx.close();
        try (Network network = new Network(port)) {
            nginx = Nginx.ours(network.port());
            Browser browser = signedIn(Sight.DASHBOARD);
            Tab tab = browser.tab().awaitLive();
            network.switchOff();
            // After the second attempt the page has surely read the answer to the first.
            browser.await(
                    "nginx has answered twice with 502",
                    () -> nginx.log()
                                    .lines()
                                    .filter(line ->
                                            line.contains("while reading response header") && line.contains("/events?"))
                                    .count()
                            >= 2);
            tab.awaitState("waiting");
            assertThat(tab.text("#state-detail")).isEqualTo("the server cannot be reached");
            happen(Sight.DASHBOARD, "meanwhile");
            network.switchOn();
            tab.awaitText(Sight.DASHBOARD.place(), "meanwhile");
            assertThat(tab.awaitLive().states()).doesNotContain("refused", "ended", "gap");
        }
    }

    @Test
    void aSignOutEndsTheStreamsOfItsBrowserOnly() {
        Browser here = signedIn(Sight.DASHBOARD);
        Map<Sight, Tab> ending = allFour(here);
        Map<Sight, Tab> staying = allFour(signedIn(Sight.DASHBOARD));

        here.pageInNewTab("/");
        here.find("form[action='/logout'] button").click();
        here.find("#username");
        assertThat(here.driver().getCurrentUrl()).isEqualTo(origin() + "/login?out");
        ending.forEach((sight, tab) -> {
            tab.awaitState("ended");
            assertThat(tab.text("#state-detail")).as(sight.name()).isEqualTo("you are signed out");
            assertThat(tab.text("#again")).isEqualTo("Sign in again");
        });
        staying.forEach((sight, tab) -> {
            happen(sight, "still here");
            tab.awaitText(sight.place(), "still here");
            assertUndisturbed(tab);
        });
    }

    @ParameterizedTest
    @EnumSource
    void whoseSessionHasExpiredSignsInAgainAndGoesOn(Sight sight) throws IOException {
        Browser browser = signedIn(sight);
        Tab tab = browser.tab().awaitLive();
        Cookie session = browser.driver().manage().getCookieNamed("JSESSIONID");
        assertThat(session.isSecure()).isTrue();

        expire(session.getValue());
        tab.awaitState("ended");
        assertThat(tab.text("#state-detail")).isEqualTo("you are signed out");
        happen(sight, "meanwhile");

        browser.find("#again").click();
        browser.signIn(user);
        assertThat(browser.driver().getCurrentUrl()).startsWith(origin() + sight.page(store));
        tab.awaitText(sight.place(), "meanwhile");
        happen(sight, "and now");
        tab.awaitText(sight.place(), "and now");
        assertThat(tab.awaitLive().connects()).isEqualTo(1);
    }

    /** The pages, each in a tab, and live. */
    private Map<Sight, Tab> allFour(Browser browser) {
        Map<Sight, Tab> tabs = new EnumMap<>(Sight.class);
        for (Sight sight : Sight.values()) {
            tabs.put(sight, inNewTab(browser, sight).awaitLive());
        }
        return tabs;
    }

    /** As Tomcat does with a session that was not used for too long. */
    private void expire(String id) throws IOException {
        TomcatWebServer server = (TomcatWebServer) application.getWebServer();
        Context context = (Context) server.getTomcat().getHost().findChildren()[0];
        context.getManager().findSession(id).expire();
    }
}
