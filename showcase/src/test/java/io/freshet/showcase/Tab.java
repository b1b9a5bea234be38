package io.freshet.showcase;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** A browser's tab that shows a dashboard. */
final class Tab {
    private final Browser browser;
    private final String handle;

    Tab(Browser browser, String handle) {
        this.browser = browser;
        this.handle = handle;
    }

    Tab select() {
        browser.driver().switchTo().window(handle);
        return this;
    }

    /** Reloads, and does not wait for it. */
    void refresh() {
        select();
        browser.run("location.reload()");
    }

    void close() {
        select();
        browser.driver().close();
    }

    Tab awaitState(String state) {
        select();
        browser.await(
                "the connection is " + state,
                () -> state.equals(element("#connection").getAttribute("data-state")));
        return this;
    }

    Tab awaitLive() {
        return awaitState("live");
    }

    /** Waits until a card shows a value, given as JSON. */
    void awaitValue(String card, String json) {
        select();
        browser.await(
                card + " shows " + json, () -> json.equals(element("#" + card).getAttribute("data-value")));
    }

    /** Waits until the page has agreed on its choice with the server. */
    void awaitSaved(long revision) {
        select();
        browser.await(
                "revision " + revision + " is saved", () -> text("#saved").equals("Saved as revision " + revision));
    }

    boolean shows(String card) {
        return element("#" + card).isDisplayed();
    }

    /** Turns a card on or off. */
    void toggle(String card) {
        select();
        box(card).findElement(By.xpath("..")).click();
    }

    WebElement box(String card) {
        return element("#choice input[value=" + card + "]");
    }

    String subscriber() {
        return element("#connection").getAttribute("data-subscriber");
    }

    /** How often the page has connected since it was loaded. */
    long connects() {
        return (long) browser.run("return [...document.querySelectorAll('#wire-rows td:nth-child(2)')]"
                + ".filter((cell) => cell.textContent === 'connect').length");
    }

    /** What the screen shows, whether or not it is scrolled into view. */
    String text(String selector) {
        return element(selector).getAttribute("textContent");
    }

    WebElement element(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }
}
