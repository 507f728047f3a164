package org.apppasswords.keycloak.it.pages;

import java.util.List;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The account console's page <em>Signing in</em>. */
public final class SigningInPage {

    private static final By TITLE = testId("app-password/title");
    private static final By SET_UP = testId("app-password/create");
    private static final By ROWS = By.cssSelector("[data-testid='app-password/credential-list'] > li");

    private final Chromium browser;

    public SigningInPage(Chromium browser) {
        this.browser = browser;
        browser.element(TITLE);
    }

    public static String address(String realmUrl) {
        return realmUrl + "/account/account-security/signing-in";
    }

    /** Opens the page by the console's menu. */
    public static SigningInPage openByMenu(Chromium browser) {
        browser.click(testId("accountSecurity"));
        browser.click(testId("account-security/signing-in"));
        return new SigningInPage(browser);
    }

    public String title() {
        return browser.element(TITLE).getText();
    }

    public String helpText() {
        return browser.element(testId("app-password/help-text")).getText();
    }

    public String setUpButton() {
        return browser.element(SET_UP).getText();
    }

    public void setUp() {
        browser.click(SET_UP);
    }

    /** Presses the button without a mouse. */
    public void setUpByKeyboard() {
        browser.tabTo(SET_UP);
        browser.press(Keys.ENTER);
    }

    /** Returns the rows of the user's app passwords, as text: one line each for name, date and description. */
    public List<String> rows() {
        browser.element(TITLE);
        return browser.elements(ROWS).stream().map(WebElement::getText).toList();
    }

    /** Returns the row of the app password with this name. */
    public String row(String name) {
        return element(name).getText();
    }

    /** Presses Delete for this one, and confirms. */
    public void delete(String name) {
        element(name).findElement(By.cssSelector("[data-testrole=remove]")).click();
        browser.click(By.id("kc-accept"));
    }

    private WebElement element(String name) {
        return browser.elements(ROWS).stream()
                .filter(row -> row.getText().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static By testId(String id) {
        return By.cssSelector("[data-testid='" + id + "']");
    }
}
