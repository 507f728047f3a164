package org.apppasswords.keycloak.it.support.browser;

import org.apppasswords.keycloak.it.support.fixtures.Totp;

/** Keycloak's page that sets up an authenticator app. */
public final class TotpSetupPage {

    /** The required action. */
    public static final String ACTION = "CONFIGURE_TOTP";

    private static final String FORM = "kc-totp-settings-form";

    private TotpSetupPage() {}

    public static boolean is(Page page) {
        return page.hasForm(FORM);
    }

    /** Whether the page offers a way out. */
    public static boolean hasCancel(Page page) {
        return !page.document().select("#" + FORM + " [name=cancel-aia]").isEmpty();
    }

    /** The app for the secret that the page shows. */
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
}
