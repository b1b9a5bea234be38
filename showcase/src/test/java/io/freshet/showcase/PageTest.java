package io.freshet.showcase;

import io.freshet.CloseReason;
import io.freshet.Connection;
import io.freshet.HubListener;
import io.freshet.Owner;
import io.freshet.SubscriberKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A page in a real browser, which somebody has signed in with. */
abstract class PageTest extends ShowcaseTest {
    /** A user of this test only. */
    final String user = "user-" + store;

    Browser browser;

    /** The page that the test is about. */
    abstract String page();

    /** Where the browser finds the server. */
    int browsersPort() {
        return port;
    }

    @BeforeEach
    void signIn() {
        browser = new Browser(browsersPort());
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

    /** Remembers why each subscriber's last connection ended. */
    static final class Ends implements HubListener {
        final Map<SubscriberKey, CloseReason> reasons = new ConcurrentHashMap<>();

        @Override
        public void ended(Connection connection, CloseReason reason) {
            reasons.put(connection.subscriber(), reason);
        }
    }
}
