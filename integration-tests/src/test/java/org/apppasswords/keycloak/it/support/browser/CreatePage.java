package org.apppasswords.keycloak.it.support.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.openqa.selenium.By;

/** The pages of the required action {@code app-password-create}, as the user sees them. */
public enum CreatePage {
    /** Asks for the name, the services and the lifetime. */
    FORM("create", "appPasswordCreateTitle"),
    /** Shows the new app password, this once. */
    SHOWN("show", "appPasswordShowTitle"),
    /** Reports that the app password has already been shown. */
    ALREADY_SHOWN("already-shown", "appPasswordAlreadyShownTitle"),
    /** Offers an app password right after a second factor was set up. */
    OFFER("offer", "appPasswordOfferTitle"),
    /** Directs the user to set up a second factor first. */
    SECOND_FACTOR("second-factor", "appPasswordSecondFactorTitle"),
    /** Explains why there is no form. */
    UNAVAILABLE("unavailable", "appPasswordUnavailableTitle", "appPasswordUnavailableSignInTitle");

    private static final String SECRET = "#app-password";

    private final String formId;
    private final String titleKey;
    private final String otherTitleKey;

    CreatePage(String name, String titleKey) {
        this(name, titleKey, titleKey);
    }

    CreatePage(String name, String titleKey, String otherTitleKey) {
        this.formId = "kc-app-password-" + name + "-form";
        this.titleKey = titleKey;
        this.otherTitleKey = otherTitleKey;
    }

    /** Returns whether the page is this one. */
    public boolean is(Page page) {
        return page.hasForm(formId);
    }

    /** Waits until the browser shows this page. */
    public void await(Chromium browser) {
        browser.element(By.id(formId));
    }

    /** Returns the form of a page that must be this one. */
    public Form on(Page page) {
        Form form = page.form(formId);
        assertThat(page.title()).isIn(Messages.text(titleKey), Messages.text(otherTitleKey));
        return form;
    }

    /** Returns the app password on a page that must show one: six groups of four letters. */
    public static String secret(Page page) {
        SHOWN.on(page);
        assertThat(page.texts(SECRET)).hasSize(1);
        String shown = page.texts(SECRET).get(0);
        assertThat(shown).matches("[a-z]{4}(-[a-z]{4}){5}");
        return shown;
    }

    /** Returns the 24 letters of a shown app password. */
    public static String letters(String shown) {
        return shown.replace("-", "");
    }
}
