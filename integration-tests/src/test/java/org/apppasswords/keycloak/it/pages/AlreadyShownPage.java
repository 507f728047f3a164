package org.apppasswords.keycloak.it.pages;

import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.openqa.selenium.By;

/** Says that an app password is not shown a second time. */
public final class AlreadyShownPage {

    private final Chromium browser;

    public AlreadyShownPage(Chromium browser) {
        this.browser = browser;
        browser.element(By.id("kc-app-password-already-shown-form"));
    }

    public void done() {
        browser.click(By.name("done"));
    }
}
