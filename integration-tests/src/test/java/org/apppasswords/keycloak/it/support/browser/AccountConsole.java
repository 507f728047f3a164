package org.apppasswords.keycloak.it.support.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;

/** The account console as an application: sends the user to sign in or to an action, and gets control back. */
public final class AccountConsole {

    private static final String CLIENT = "account-console";
    private static final String CODE_VERIFIER = "the-code-verifier-of-a-test-has-at-least-43-letters";

    private final String realmUrl;

    public AccountConsole(String realmUrl) {
        this.realmUrl = realmUrl;
    }

    /** Returns the address at which the console lets a user sign in. */
    public URI signIn() {
        return signInAndReturnTo(home());
    }

    private URI signInAndReturnTo(String redirectUri) {
        return URI.create(realmUrl + "/protocol/openid-connect/auth?response_type=code&response_mode=query&scope=openid"
                + "&client_id=" + CLIENT + "&state=some-state&redirect_uri=" + Http.encode(redirectUri)
                + "&code_challenge=" + codeChallenge() + "&code_challenge_method=S256");
    }

    /** Returns the address at which the console lets a user create an app password. */
    public URI createAppPassword() {
        return action(RealmPolicy.ACTION);
    }

    /** Returns the address at which this page of the console lets a user create an app password, and then shows again. */
    public URI createAppPasswordFrom(String page) {
        return action(signInAndReturnTo(page), RealmPolicy.ACTION);
    }

    /** Returns the address at which the console starts this action. */
    public URI action(String kcAction) {
        return action(signIn(), kcAction);
    }

    private static URI action(URI signIn, String kcAction) {
        return URI.create(signIn + "&kc_action=" + Http.encode(kcAction));
    }

    /** Asserts that the user is back at the console, signed in. */
    public void assertLanded(Page page) {
        assertThat(page.address().toString()).startsWith(home());
        assertThat(page.parameter("code")).as(page.toString()).isPresent();
    }

    /** Returns the status of the action that Keycloak reports to the console. */
    public String actionStatus(Page page) {
        assertLanded(page);
        return page.parameter("kc_action_status").orElse("none");
    }

    /** Signs a user in with a browser of its own; returns the API as the console calls it. */
    public AppPasswordsApi api(Person person) {
        return AppPasswordsApi.with(realmUrl, accessToken(SignIn.complete(new Browser().open(signIn()), person)));
    }

    /** Lets a user open the form that creates an app password, in a browser of its own. */
    public Page openForm(Person person) {
        return SignIn.complete(new Browser().open(createAppPassword()), person);
    }

    /** Redeems the code in this address; returns the access token for the account API. */
    public String accessToken(Page landed) {
        Answer answer = tokens(landed);
        JsonNode token = answer.json().path("access_token");
        assertThat(token.isTextual()).as(answer.body()).isTrue();
        return token.textValue();
    }

    /** Refreshes the console's tokens. */
    public Answer refresh(Answer tokens) {
        return new TokenEndpoint(realmUrl)
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "client_id",
                                CLIENT,
                                "refresh_token",
                                tokens.json().path("refresh_token").asText()),
                        Map.of());
    }

    /** Redeems the code in this address. */
    public Answer tokens(Page landed) {
        return new TokenEndpoint(realmUrl)
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                CLIENT,
                                "redirect_uri",
                                home(),
                                "code_verifier",
                                CODE_VERIFIER,
                                "code",
                                landed.parameter("code").orElseThrow()),
                        Map.of());
    }

    private String home() {
        return realmUrl + "/account/";
    }

    private static String codeChallenge() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(CODE_VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
