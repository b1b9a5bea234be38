package io.freshet.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium. Where it is not installed, tests fail: {@code ./test} installs it. */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    /** Its profile is the driver's, who knows when nobody writes to it any more and removes it then. */
    Chromium() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed("FRESHET_CHROMIUM", "/usr/bin/chromium"));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,1000");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Path.of(installed("SE_CHROMEDRIVER", "/usr/bin/chromedriver"))
                                .toFile())
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
    }

    private static String installed(String variable, String standard) {
        String program = System.getenv().getOrDefault(variable, standard);
        if (!Files.isExecutable(Path.of(program))) {
            throw new IllegalStateException(program + " is missing: pages cannot be tested without it (run ./test)");
        }
        return program;
    }

    /** Who drives it, for what is not of everybody's use. */
    ChromeDriver driver() {
        return driver;
    }

    void open(String url) {
        driver.get(url);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** Runs a script in the page and gives what it returns. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs the body of an asynchronous function in the page and waits for what it returns. */
    Object runAsync(String body, Object... arguments) {
        return driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                (async () => { %s })().then(done, (error) => done("failed: " + error));
                """
                        .formatted(body),
                arguments);
    }

    /** Waits until a script in the page returns this. */
    void await(String script, Object expected) {
        Supplier<Object> now = () -> run(script);
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> script + " should be " + expected + " and is " + now.get())
                .until(it -> expected.equals(now.get()));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
