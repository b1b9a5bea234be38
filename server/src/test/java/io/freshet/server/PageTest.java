package io.freshet.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page to try the hub with, in a real Chromium. */
class PageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_TABS = 40;

    private static HubProcess hub;
    private static Chromium browser;
    private static ChromeDriver driver;

    @BeforeAll
    static void start() throws Exception {
        hub = HubProcess.start("--dev");
        browser = new Chromium();
        driver = browser.driver();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        hub.close();
    }

    @BeforeEach
    void open() throws Exception {
        driver.get(hub.url() + "/healthz");
        driver.executeScript("sessionStorage.clear()");
        driver.get(hub.url() + "/");
        await("the stream is open", () -> text("state").equals("Live"));
    }

    private static WebElement part(String id) {
        return driver.findElement(By.id(id));
    }

    private static String text(String id) {
        return part(id).getText();
    }

    private static void await(String what, BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(
                        () -> "waited for: " + what + "\n" + part("connection").getText() + "\n" + text("events"))
                .until(now -> condition.getAsBoolean());
    }

    private static List<WebElement> events(String type) {
        return driver.findElements(By.cssSelector("#events li[data-type='" + type + "']"));
    }

    private static void awaitEvent(String type, String data) {
        await("an event " + type + " " + data, () -> events(type).stream()
                .anyMatch(row -> row.findElement(By.className("data")).getText().equals(data)));
    }

    private static void type(String id, String text) {
        part(id).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** Presses Tab until that part of the page has the focus. */
    private static void tabTo(String selector) {
        WebElement wanted = driver.findElement(By.cssSelector(selector));
        for (int i = 0; i < MOST_TABS; i++) {
            if (driver.switchTo().activeElement().equals(wanted)) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("Tab does not lead to " + selector);
    }

    private static void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    private static void replace(String text) {
        pressWith(Keys.CONTROL, "a");
        press(text);
    }

    private static void pressWith(Keys held, CharSequence... keys) {
        new Actions(driver).keyDown(held).sendKeys(keys).keyUp(held).perform();
    }

    @Test
    void whatIsPublishedArrives() {
        type("type", "order");
        type("data", "{\"menu\":\"americano\"}");
        part("publish").submit();
        await("it is published", () -> text("published").startsWith("Published as "));
        awaitEvent("order", "{\"menu\":\"americano\"}");
        String id = text("published").substring("Published as ".length());
        assertThat(events("order").get(0).findElement(By.className("id")).getDomAttribute("title"))
                .isEqualTo(id);
    }

    @Test
    void everythingCanBeDoneByKeyboard() {
        tabTo("#topics");
        replace("keys/{any}");
        tabTo("input[name='as'][value='anybody']");
        press(Keys.ARROW_RIGHT);
        assertThat(text("as-note")).contains("private");
        tabTo("#subscribe button");
        press(Keys.ENTER);
        await("it is subscribed", () -> text("subscribed").equals("Subscribed to one topic."));
        tabTo("#topic");
        replace("keys/1");
        tabTo("#data");
        replace("typed");
        tabTo("#private");
        press(Keys.SPACE);
        tabTo("#publish button.primary");
        press(Keys.ENTER);
        awaitEvent("message", "typed");
        pressWith(Keys.SHIFT, Keys.TAB, Keys.TAB, Keys.TAB);
        assertThat(driver.switchTo().activeElement()).isEqualTo(part("data"));
        replace("typed again");
        pressWith(Keys.CONTROL, Keys.ENTER);
        awaitEvent("message", "typed again");
    }

    @Test
    void whatIsPrivateReachesWhoHasATokenOnly() {
        type("topic", "https://example.com/books/private");
        part("private").click();
        type("data", "for few");
        part("publish").submit();
        await("it is published", () -> text("published").startsWith("Published as "));
        part("private").click();
        type("data", "for all");
        part("publish").submit();
        awaitEvent("message", "for all");
        assertThat(text("events")).doesNotContain("for few");
        driver.findElement(By.cssSelector("input[value='token']")).click();
        part("subscribe").submit();
        await("it is subscribed", () -> text("subscribed").equals("Subscribed to one topic."));
        part("private").click();
        type("data", "for few again");
        part("publish").submit();
        awaitEvent("message", "for few again");
    }

    @Test
    void whoIsSubscribedIsListed() {
        type("topics", "listed/" + System.nanoTime());
        String topic = Objects.requireNonNull(part("topics").getDomProperty("value"));
        part("subscribe").submit();
        await("it is listed", () -> text("active").contains(topic));
    }

    @Test
    void theCommandForCurlWorks() throws Exception {
        type("type", "by-curl");
        type("data", "it's said\nin two lines");
        driver.findElement(By.cssSelector("#publish summary")).click();
        await("the command is there", () -> text("curl").contains("in two lines"));
        Process curl = new ProcessBuilder("bash", "-c", text("curl"))
                .redirectErrorStream(true)
                .start();
        String output = new String(curl.getInputStream().readAllBytes(), UTF_8);
        assertThat(curl.waitFor()).as(output).isZero();
        awaitEvent("by-curl", "it's said\nin two lines");
    }

    @Test
    void aKeyThatIsNotTheHubsIsToldOf() {
        type("key", "a key of thirty-two bytes or more, but another one");
        part("key").sendKeys(Keys.TAB);
        part("publish").submit();
        await("it is refused", () -> text("published").startsWith("Refused: the token's signature"));
        await("nobody is listed", () -> text("active-note").startsWith("Refused: the token's signature"));
        driver.findElement(By.cssSelector("input[value='token']")).click();
        part("subscribe").submit();
        await("the stream is refused", () -> text("state").equals("Ended"));
        assertThat(text("state-detail")).contains("token");
    }

    @Test
    void itFitsAPhone() {
        Map<String, Object> phone = Map.of("width", 375, "height", 812, "deviceScaleFactor", 2, "mobile", true);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", phone);
        try {
            type("data", "long-words-".repeat(60));
            part("publish").submit();
            await("it has come", () -> text("events").contains("long-words"));
            assertThat(driver.executeScript("return document.documentElement.scrollWidth"))
                    .isEqualTo(375L);
        } finally {
            driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    @Test
    void itsPolicyAllowsNothingInlineAndItNeedsNothingMore() throws Exception {
        assertThat(hub.get("/").headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        driver.manage().logs().get(LogType.BROWSER);
        driver.navigate().refresh();
        await("the stream is open", () -> text("state").equals("Live"));
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
                .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
    }
}
