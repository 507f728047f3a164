package org.apppasswords.keycloak.it.pages;

import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.openqa.selenium.By;

/** The form that creates an app password. */
public final class CreationForm {

    public static final By NAME = By.id("name");
    public static final By LIFETIME = By.id("lifetimeDays");
    public static final By CREATE = By.name("create");

    private final Chromium browser;

    public CreationForm(Chromium browser) {
        this.browser = browser;
        CreatePage.FORM.await(browser);
    }

    public CreationForm name(String name) {
        browser.type(NAME, name);
        return this;
    }

    public CreationForm service(String clientId) {
        browser.click(By.id("services-only"));
        browser.click(By.cssSelector("input[name=clients][value='" + clientId + "']"));
        return this;
    }

    public CreationForm lifetime(String label) {
        browser.select(LIFETIME, label);
        return this;
    }

    /** Returns the page's error for this field. */
    public String error(String field) {
        return browser.element(By.id("input-error-" + field)).getText();
    }

    public void create() {
        browser.click(CREATE);
    }
}
