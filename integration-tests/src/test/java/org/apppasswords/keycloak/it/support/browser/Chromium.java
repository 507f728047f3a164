package org.apppasswords.keycloak.it.support.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real browser: the installed Chromium without a window. One process serves a test class; each test starts without cookies
 * on a desktop screen in light colors. A failed test leaves a screenshot.
 */
public final class Chromium
        implements BeforeAllCallback, BeforeEachCallback, AfterTestExecutionCallback, AfterAllCallback {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLLING = Duration.ofMillis(100);

    /** No page has more elements that can have the focus. */
    private static final int MAX_TAB_STOPS = 60;

    private static final Path DOWNLOADS = ProjectFiles.INTEGRATION_TESTS.resolve("target/downloads");
    private static final Path SCREENSHOTS = ProjectFiles.INTEGRATION_TESTS.resolve("target/screenshots");

    private ChromeDriver driver;
    private Screen screen = Screen.DESKTOP;

    /** The size of the window, and whether it is a phone's. */
    public enum Screen {
        DESKTOP(1280, 900, false),
        PHONE(390, 844, true),
        /** A desktop at 200 percent. */
        ZOOMED(640, 450, false),
        /** For pictures in documents. */
        DOCUMENT(1000, 640, false);

        private final int width;
        private final int height;
        private final boolean mobile;

        Screen(int width, int height, boolean mobile) {
            this.width = width;
            this.height = height;
            this.mobile = mobile;
        }

        /** Returns the width of the window in CSS pixels. A page that needs more must not widen it. */
        public int width() {
            return width;
        }
    }

    /** The color scheme that the operating system prefers. */
    public enum ColorScheme {
        LIGHT,
        DARK
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ChromeOptions options = new ChromeOptions();
        // Not Debian's script in /usr/bin, which would end without the browser that it has started.
        options.setBinary(program("chromium-headless-shell", "/usr/lib/chromium", "chromium-headless-shell"));
        options.addArguments("--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--lang=en-US");
        // Imitating a GPU takes a tenth of the time.
        options.addArguments("--disable-gpu");
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        // Named here so that Selenium does not download one.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver", "/usr/bin", "chromium-driver"))
                .build();
        driver = new ChromeDriver(service, options);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        forgetUser();
        command("Browser.resetPermissions", Map.of());
        pretendToBe("");
        moveTo("");
        show(Screen.DESKTOP, ColorScheme.LIGHT);
        errors();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            screenshot("failed-" + context.getRequiredTestClass().getSimpleName() + "-"
                    + context.getRequiredTestMethod().getName());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (driver != null) {
            driver.quit();
        }
    }

    /** Leaves the page and deletes all cookies. */
    public void forgetUser() {
        driver.get("about:blank");
        command("Network.clearBrowserCookies", Map.of());
    }

    /** Returns the value of a hidden field. */
    public String hiddenValue(By locator) {
        return driver.findElement(locator).getDomProperty("value");
    }

    public void open(String url) {
        driver.get(url);
    }

    public String url() {
        return driver.getCurrentUrl();
    }

    /** Loads the page again without sending a form a second time. */
    public void openAgain() {
        driver.get(driver.getCurrentUrl());
    }

    /** Waits until such an element is visible, and returns the first. */
    public WebElement element(By locator) {
        return await(ExpectedConditions.visibilityOfElementLocated(locator));
    }

    /** Returns whether the page has such an element, visible or not. */
    public boolean has(By locator) {
        return !driver.findElements(locator).isEmpty();
    }

    public List<WebElement> elements(By locator) {
        return driver.findElements(locator);
    }

    public void click(By locator) {
        await(ExpectedConditions.elementToBeClickable(locator)).click();
    }

    public void type(By locator, String text) {
        WebElement field = element(locator);
        field.clear();
        field.sendKeys(text);
    }

    public void select(By locator, String label) {
        new Select(element(locator)).selectByVisibleText(label);
    }

    /** Presses keys in the focused element. */
    public void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    /** Presses the Tab key until this element has the focus; fails if it cannot be reached so. */
    public void tabTo(By locator) {
        WebElement target = element(locator);
        for (int stop = 0; stop < MAX_TAB_STOPS; stop++) {
            press(Keys.TAB);
            if (focused().equals(target)) {
                return;
            }
        }
        throw new AssertionError("The Tab key does not reach " + locator);
    }

    /** Returns the element that has the focus. */
    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    public <T> T await(ExpectedCondition<T> condition) {
        return new WebDriverWait(driver, TIMEOUT, POLLING)
                .ignoring(StaleElementReferenceException.class)
                .until(condition);
    }

    /** Returns the visible text of the page. */
    public String text() {
        return element(By.tagName("body")).getText();
    }

    /** Returns the language that the page declares. */
    public String language() {
        return driver.findElement(By.tagName("html")).getDomAttribute("lang");
    }

    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs a script that passes its result to the callback in its last argument. */
    public Object runAsync(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** Returns the browser errors since the last call: script errors, missing files, blocked content. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Grants or denies the page's site access to the clipboard. */
    public void allowClipboard(boolean allowed) {
        String answer = allowed ? "granted" : "denied";
        driver.setPermission("clipboard-write", answer);
        driver.setPermission("clipboard-read", answer);
    }

    /** Follows a link to a file, waits for the download, and returns its path. */
    public Path download(By link, String fileName) {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(DOWNLOADS), "");
            command("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
            click(link);
            Waiting.until(fileName + " is downloaded", () -> Files.exists(folder.resolve(fileName)));
            return folder.resolve(fileName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the content of the clipboard; the page must be allowed to read it. */
    public String clipboard() {
        return (String) runAsync(
                "const done = arguments[0]; navigator.clipboard.readText().then(done, error => done(String(error)))");
    }

    public void show(Screen newScreen, ColorScheme colors) {
        screen = newScreen;
        resize(screen.height);
        String scheme = colors == ColorScheme.DARK ? "dark" : "light";
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        settle();
    }

    /** Sends this user agent from now on; the browser's own if it is empty. */
    public void pretendToBe(String userAgent) {
        command("Emulation.setUserAgentOverride", Map.of("userAgent", userAgent));
    }

    /** Sets the time zone of the device; the system's if it is empty. */
    public void moveTo(String timeZone) {
        command("Emulation.setTimezoneOverride", Map.of("timezoneId", timeZone));
    }

    /** Takes a screenshot of the whole page into target/screenshots. */
    public Path screenshot(String name) {
        // In a window as high as the page, because a background that fills the window ends with the window.
        resize(Math.max(screen.height, ((Long) run("return document.documentElement.scrollHeight")).intValue()));
        settle();
        Map<String, Object> picture = command("Page.captureScreenshot", Map.of("format", "png"));
        resize(screen.height);
        try {
            Files.createDirectories(SCREENSHOTS);
            return Files.write(
                    SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resize(int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        screen.width,
                        "height",
                        height,
                        // Sharper screenshots take longer and show nothing else.
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        screen.mobile));
    }

    /** Waits until the page is drawn, and ends its finite animations. */
    private void settle() {
        runAsync("""
                const done = arguments[0];
                const ends = ({ playState, effect }) =>
                    playState === "running" && effect.getComputedTiming().endTime < Infinity;
                const settle = () => requestAnimationFrame(() => requestAnimationFrame(() => {
                    const animations = document.getAnimations().filter(ends);
                    animations.forEach(animation => animation.finish());
                    // The end of one can start another.
                    animations.length ? settle() : done();
                }));
                settle();
                """);
    }

    private Map<String, Object> command(String method, Map<String, Object> parameters) {
        return driver.executeCdpCommand(method, parameters);
    }

    private static File program(String name, String debianFolder, String debianPackage) {
        return Stream.concat(
                        Stream.of(debianFolder),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        name + " is not installed. On Debian: apt-get install " + debianPackage));
    }
}
