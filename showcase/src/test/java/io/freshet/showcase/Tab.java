package io.freshet.showcase;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** A browser's tab that shows one of the pages. */
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
        browser.reload();
    }

    void close() {
        select();
        browser.driver().close();
    }

    Tab awaitState(String state) {
        awaitState(Set.of(state));
        return this;
    }

    /** Waits until the connection is in one of these states, and says in which. */
    String awaitState(Set<String> states) {
        select();
        AtomicReference<String> state = new AtomicReference<>();
        browser.await("the connection is " + String.join(" or ", states), () -> {
            state.set(attribute("data-state"));
            return state.get() != null && states.contains(state.get());
        });
        return state.get();
    }

    Tab awaitLive() {
        return awaitState("live");
    }

    /** Waits until an element has this among its text. */
    void awaitText(String selector, String text) {
        select();
        browser.await(selector + " shows " + text, () -> text(selector).contains(text));
    }

    String subscriber() {
        return attribute("data-subscriber");
    }

    /** What the page says of its connection; null if it does not. */
    @Nullable
    String attribute(String name) {
        return element("#connection").getAttribute(name);
    }

    /** How often the page has connected since it was loaded. */
    long connects() {
        return (long) browser.run("return [...document.querySelectorAll('#wire-rows td:nth-child(2)')]"
                + ".filter((cell) => cell.textContent === 'connect').length");
    }

    /** All states that its connections have gone through, refreshes included, if the browser was told to remember them. */
    @SuppressWarnings("unchecked")
    List<String> states() {
        return (List<String>) browser.run("return JSON.parse(sessionStorage.getItem('states'))");
    }

    /** What the screen shows, whether or not it is scrolled into view. */
    String text(String selector) {
        return element(selector).getAttribute("textContent");
    }

    /** The same of each of these. */
    @SuppressWarnings("unchecked")
    List<String> texts(String selector) {
        return (List<String>) browser.run(
                "return [...document.querySelectorAll(arguments[0])].map((it) => it.textContent)", selector);
    }

    WebElement element(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }
}
