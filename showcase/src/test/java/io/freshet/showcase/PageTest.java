package io.freshet.showcase;

import io.freshet.Owner;
import io.freshet.SubscriberKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.NoSuchSessionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page in a real browser, which somebody has signed in with. */
abstract class PageTest extends ShowcaseTest {
    private static final Logger LOG = LoggerFactory.getLogger(PageTest.class);

    /** A user of this test only. */
    final String user = "user-" + store;

    Browser browser;

    /** The page that the test is about. */
    abstract String page();

    /** Where the browser finds the server. */
    int browsersPort() {
        return port;
    }

    /** A Chromium that crashes before the test has begun, as one of about a thousand does, is followed by another one. */
    @BeforeEach
    void signIn() {
        try {
            signInWith(new Browser(browsersPort()));
        } catch (NoSuchSessionException crashed) {
            LOG.warn("Chromium has crashed before the test began: it is started again", crashed);
            browser.close();
            signInWith(new Browser(browsersPort()));
        }
    }

    private void signInWith(Browser fresh) {
        browser = fresh;
        browser.open(page());
        browser.signIn(user);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    /** Opens the page in this tab. */
    Tab open() {
        return browser.page(page());
    }

    Tab openInNewTab() {
        return browser.pageInNewTab(page());
    }

    /** Another user, who has no browser. */
    Caller somebody() {
        return caller("somebody-" + store);
    }

    SubscriberKey key(String stream, Tab tab) {
        return new SubscriberKey(Owner.of(user), stream, tab.subscriber());
    }
}
