package org.apppasswords.keycloak.it.pages;

import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.openqa.selenium.By;

/** Says why there is no new app password right now. */
public final class UnavailablePage {

    public UnavailablePage(Chromium browser) {
        browser.element(By.id("kc-app-password-unavailable-form"));
    }
}
