package org.apppasswords.keycloak.it.support.browser;

import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.openqa.selenium.By;

/** Keycloak's page that sets up an authenticator app. */
public final class TotpSetupPage {

    /** The required action. */
    public static final String ACTION = "CONFIGURE_TOTP";

    private static final String FORM = "kc-totp-settings-form";

    private TotpSetupPage() {}

    public static boolean is(Page page) {
        return page.hasForm(FORM);
    }

    /** Returns whether the page has a Cancel button. */
    public static boolean hasCancel(Page page) {
        return !page.document().select("#" + FORM + " [name=cancel-aia]").isEmpty();
    }

    /** Returns the app for the secret that the page shows. */
    public static Totp app(Page page) {
        return Totp.ofText(form(page).values("totpSecret").get(0));
    }

    public static Form form(Page page) {
        return page.form(FORM);
    }

    /** Enters the app's first code. */
    public static Page complete(Page page, Totp app) {
        return form(page).set("totp", app.nextCode()).set("userLabel", "Phone").submit();
    }

    /** Sets up an authenticator app in Chromium, from the secret as text. */
    public static Totp complete(Chromium browser, String deviceName) {
        browser.click(By.id("mode-manual"));
        Totp totp = Totp.ofBase32(browser.element(By.id("kc-totp-secret-key")).getText());
        browser.type(By.id("totp"), totp.nextCode());
        browser.type(By.id("userLabel"), deviceName);
        browser.click(By.id("saveTOTPBtn"));
        return totp;
    }
}
