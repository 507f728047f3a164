package org.apppasswords.keycloak.it.support.browser;

import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.Totp;
import org.openqa.selenium.By;

/** Keycloak's sign-in pages, in a browser without scripts and in {@link Chromium}. */
public final class SignIn {

    private static final String PASSWORD_FORM = "kc-form-login";
    private static final String TOTP_FORM = "kc-otp-login-form";

    private SignIn() {}

    /** Completes the sign-in with password and one-time code, as asked. */
    public static Page complete(Page page, Person person) {
        Page next = asksForPassword(page) ? enterPassword(page, person) : page;
        return asksForTotp(next) ? enterTotp(next, person) : next;
    }

    public static boolean asksForPassword(Page page) {
        return page.hasForm(PASSWORD_FORM);
    }

    public static boolean asksForTotp(Page page) {
        return page.hasForm(TOTP_FORM);
    }

    public static Page enterPassword(Page page, Person person) {
        Form form = page.form(PASSWORD_FORM);
        // On reauthentication, the page already knows the user.
        if (!form.values("username").isEmpty()) {
            form.set("username", person.username());
        }
        return form.set("password", person.password()).submit();
    }

    public static Page enterTotp(Page page, Person person) {
        return page.form(TOTP_FORM)
                .set("otp", person.totp().orElseThrow().nextCode())
                .submit();
    }

    public static void enterPassword(Chromium browser, String username, String password) {
        browser.type(By.id("username"), username);
        browser.type(By.id("password"), password);
        browser.click(By.id("kc-login"));
    }

    public static void enterTotp(Chromium browser, Totp totp) {
        browser.type(By.id("otp"), totp.nextCode());
        browser.click(By.id("kc-login"));
    }
}
