package org.apppasswords.keycloak.it.pages;

import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;

/** Shows a new app password, once. */
public final class ShowPage {

    public static final By COPY = By.id("app-password-copy");
    public static final By DONE = By.name("done");

    public static final By APPLE = By.id("app-password-apple");
    public static final By APPLE_HINT = By.id("app-password-apple-hint");
    public static final By APPLE_MISSING = By.id("app-password-apple-missing");
    public static final By THUNDERBIRD = By.id("app-password-thunderbird");
    public static final By NOT_COPIED = By.id("app-password-not-copied");
    public static final By ONCE = By.className("app-password-once");
    public static final By END = By.id("app-password-end");

    private static final By SET_UP = By.className("app-password-set-up");
    private static final By PASSWORD = By.id("app-password");
    private static final By COPY_STATUS = By.id("app-password-copy-status");

    private final Chromium browser;

    public ShowPage(Chromium browser) {
        this.browser = browser;
        browser.element(PASSWORD);
    }

    /** Returns the app password as the page shows it. */
    public String password() {
        return browser.element(PASSWORD).getText();
    }

    /** Returns the settings to type in, as text; empty if the page has none. */
    public String settings() {
        return browser.elements(SET_UP).stream()
                .map(WebElement::getText)
                .findFirst()
                .orElse("");
    }

    /** Presses Copy; returns the page's message. */
    public String copy() {
        browser.click(COPY);
        return copyStatus();
    }

    /** Waits for the page's message about copying. */
    public String copyStatus() {
        browser.await(ExpectedConditions.not(ExpectedConditions.textToBe(COPY_STATUS, "")));
        return browser.element(COPY_STATUS).getText();
    }

    /** Returns the selected text, which the user could copy by hand. */
    public String selection() {
        return (String) browser.run("return getSelection().toString()");
    }

    /** Leaves the page, which asks once if the app password was not copied. */
    public void done() {
        browser.click(DONE);
        // In one step, because the browser may be leaving the page.
        if ((boolean) browser.run("return !!document.getElementById('app-password-not-copied')?.textContent")) {
            browser.click(DONE);
        }
    }
}
