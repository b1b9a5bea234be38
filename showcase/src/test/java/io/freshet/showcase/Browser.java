package io.freshet.showcase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium, with a profile of its own. Where it is not installed, tests fail: {@code ./test} installs it. */
final class Browser implements AutoCloseable {
    private static final String CHROMIUM = "/usr/bin/chromium";
    private static final String DRIVER = "/usr/bin/chromedriver";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How long a page may take to answer a script. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final String REMEMBER_STATES =
            """
            new MutationObserver(() => {
              const state = document.getElementById("connection")?.dataset.state;
              const states = JSON.parse(sessionStorage.getItem("states") ?? "[]");
              if (state && state !== states.at(-1)) {
                sessionStorage.setItem("states", JSON.stringify([...states, state]));
              }
            }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
            """;

    private final ChromeDriver driver;
    private final String origin;

    Browser(int port) {
        this("http://localhost:" + port);
    }

    /** Paths are those of this origin; its certificate, if it has one, may be anybody's. */
    Browser(String origin) {
        this.origin = origin;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program());
        // Tests refresh without waiting.
        options.setPageLoadStrategy(PageLoadStrategy.NONE);
        options.setAcceptInsecureCerts(true);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,1000",
                "--user-data-dir=" + emptyFolder());
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(installed(System.getenv().getOrDefault("SE_CHROMEDRIVER", DRIVER)))
                        .toFile())
                .build();
        this.driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(ANSWER);
    }

    static String program() {
        return installed(System.getenv().getOrDefault("FRESHET_CHROMIUM", CHROMIUM));
    }

    private static String installed(String program) {
        if (!Files.isExecutable(Path.of(program))) {
            throw new IllegalStateException(
                    program + " is missing: the pages cannot be tested without it (run ./test)");
        }
        return program;
    }

    private static String emptyFolder() {
        try {
            return Files.createTempDirectory("freshet-browser").toString();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    WebDriver driver() {
        return driver;
    }

    void open(String path) {
        driver.get(origin + path);
    }

    /** Signs in from wherever the login page was come upon, and waits until it is left. */
    void signIn(String user) {
        find("#username").sendKeys(user);
        find("#password").sendKeys(user);
        find(".door-panel button").click();
        await("the login page is left", () -> !driver.getCurrentUrl().contains("/login"));
    }

    /** Opens a page in this tab. */
    Tab page(String path) {
        open(path);
        return tab();
    }

    /** This tab, with the page that it shows. */
    Tab tab() {
        return new Tab(this, driver.getWindowHandle());
    }

    /** Opens a page in a tab of its own. */
    Tab pageInNewTab(String path) {
        newTab();
        return page(path);
    }

    /** Makes an empty tab, and goes on in it. */
    void newTab() {
        driver.switchTo().newWindow(WindowType.TAB);
    }

    /** A tab that this action opens. */
    Tab tabOpenedBy(Runnable action) {
        List<String> before = new ArrayList<>(driver.getWindowHandles());
        action.run();
        await("another tab is there", () -> driver.getWindowHandles().size() > before.size());
        List<String> now = new ArrayList<>(driver.getWindowHandles());
        now.removeAll(before);
        return new Tab(this, now.get(0));
    }

    /** Has this tab remember all states that the connections of its pages go through: see {@link Tab#states}. */
    void rememberStates() {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", REMEMBER_STATES));
    }

    /** The element, as soon as it is there to be seen. */
    WebElement find(String selector) {
        return new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class, NoSuchElementException.class)
                .withMessage("there is no " + selector)
                .until(it -> {
                    WebElement element = it.findElement(By.cssSelector(selector));
                    return element.isDisplayed() ? element : null;
                });
    }

    void await(String what, Condition condition) {
        new WebDriverWait(driver, PATIENCE)
                .ignoring(StaleElementReferenceException.class, NoSuchElementException.class)
                .withMessage(() -> what + ", but the page is " + present())
                .until(it -> condition.holds());
    }

    /** What the tab shows now, for messages. */
    private String present() {
        try {
            return driver.getCurrentUrl() + ": " + driver.getPageSource();
        } catch (WebDriverException failure) {
            return "not to be had: " + failure.getMessage();
        }
    }

    /** Switches this tab's network off or on, as the browser's own tools do. */
    void offline(boolean off) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", off, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Reloads the page. One that is just being replaced by the last reload may not answer any more; then the browser is asked. */
    void reload() {
        await("the page or the browser takes the reload", () -> {
            try {
                run("setTimeout(() => location.reload())");
                return true;
            } catch (ScriptTimeoutException | JavascriptException replaced) {
                return reloadedByTheBrowser();
            }
        });
    }

    private boolean reloadedByTheBrowser() {
        try {
            driver.executeCdpCommand("Page.reload", Map.of());
            return true;
        } catch (WebDriverException navigating) {
            return false;
        }
    }

    /** Gives this tab a screen as narrow as this, in CSS pixels. */
    void narrow(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", true));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** Something that comes true sooner or later. */
    interface Condition {
        boolean holds();
    }
}
