package org.apppasswords.keycloak.it.pages;

import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.openqa.selenium.By;

/** Says that a second factor comes first, and leads to it. */
public final class SecondFactorPage {

    private static final By FORM = By.id("kc-app-password-second-factor-form");

    private final Chromium browser;

    public SecondFactorPage(Chromium browser) {
        this.browser = browser;
        browser.element(FORM);
    }

    public void setUpAuthenticatorApp() {
        browser.click(By.cssSelector("button[name=setup][value=CONFIGURE_TOTP]"));
    }
}
