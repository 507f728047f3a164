package org.apppasswords.keycloak.it.pages;

import org.apppasswords.keycloak.it.support.browser.Chromium;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.openqa.selenium.By;

/** Keycloak's own pages on which users show who they are, and set up an authenticator app. */
public final class SignInPages {

    private final Chromium browser;

    public SignInPages(Chromium browser) {
        this.browser = browser;
    }

    public void enterPassword(String username, String password) {
        browser.type(By.id("username"), username);
        browser.type(By.id("password"), password);
        browser.click(By.id("kc-login"));
    }

    public void enterCode(Totp totp) {
        browser.type(By.id("otp"), totp.nextCode());
        browser.click(By.id("kc-login"));
    }

    /** Sets up an authenticator app the way users do whose phone cannot scan: from the secret as text. */
    public Totp setUpAuthenticatorApp(String deviceName) {
        browser.click(By.id("mode-manual"));
        Totp totp = Totp.ofBase32(browser.element(By.id("kc-totp-secret-key")).getText());
        browser.type(By.id("totp"), totp.nextCode());
        browser.type(By.id("userLabel"), deviceName);
        browser.click(By.id("saveTOTPBtn"));
        return totp;
    }
}
