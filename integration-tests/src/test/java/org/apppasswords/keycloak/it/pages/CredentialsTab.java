package org.apppasswords.keycloak.it.pages;

import java.util.List;
import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;

/** A user's tab Credentials in the admin console. */
public final class CredentialsTab {

    private static final By DATA = By.cssSelector("[data-testid='password-data-dialog'] tbody tr");
    private static final By NAME = By.cssSelector(".kc-form-group-userLabel");

    private static final By CLOSED = By.cssSelector(".kc-expandRow-btn button[aria-expanded='false']");

    private final Chromium browser;

    public CredentialsTab(Chromium browser) {
        this.browser = browser;
        browser.element(NAME);
        // Credentials of one type are collapsed into an expandable row.
        browser.elements(CLOSED).forEach(WebElement::click);
    }

    /** Returns the address of the tab, in the console of the user's own realm. */
    public static String address(String realmUrl, String userId) {
        String realm = realmUrl.substring(realmUrl.lastIndexOf('/') + 1);
        return realmUrl.replace("/realms/" + realm, "/admin/" + realm + "/console/#/" + realm + "/users/" + userId)
                + "/credentials";
    }

    /** Returns the names of all credentials, as shown. Read at once, because the console may be removing a row. */
    public List<String> names() {
        List<?> names = (List<?>) browser.run("""
                return [...document.querySelectorAll(".kc-form-group-userLabel")].map(name => name.innerText.trim());
                """);
        return names.stream().map(String::valueOf).toList();
    }

    /** Returns the names and values that <em>Show data</em> shows for the credential with this name. */
    public List<List<String>> data(String name) {
        browser.click(inRow(name, "[@data-testid='showDataBtn']"));
        browser.element(DATA);
        return browser.elements(DATA).stream()
                .map(row -> row.findElements(By.tagName("td")).stream()
                        .map(WebElement::getText)
                        .toList())
                .toList();
    }

    public void closeData() {
        browser.click(By.cssSelector(".pf-v5-c-modal-box button[aria-label='Close']"));
        browser.await(ExpectedConditions.invisibilityOfElementLocated(DATA));
    }

    public void delete(String name) {
        browser.click(inRow(name, "[@aria-label='Kebab toggle']"));
        browser.click(By.cssSelector("[data-testid='deleteDropdownItem']"));
        browser.click(By.id("modal-confirm"));
    }

    private static By inRow(String name, String button) {
        return By.xpath("//tr[.//*[contains(@class,'kc-form-group-userLabel') and normalize-space(.)='" + name
                + "']]//button" + button);
    }
}
