package org.apppasswords.keycloak.it.account;

import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** A second realm of the same server, through which the users of the first can sign in: its OIDC identity provider. */
final class SecondRealm {

    private static final String CLIENT = "first-realm";
    private static final String SECRET = "first-realm-secret";

    private final ManagedRealm realm;
    private final ManagedRealm provider;

    public SecondRealm(ManagedRealm realm, ManagedRealm provider) {
        this.realm = realm;
        this.provider = provider;
    }

    /** A realm with defaults only. */
    public static final class Config implements RealmConfig {
        @Override
        public RealmBuilder configure(RealmBuilder builder) {
            return builder.name("provider");
        }
    }

    /** Registers the first realm as a client of the second. */
    public void createClient() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT);
        client.setSecret(SECRET);
        client.setRedirectUris(List.of(realm.getBaseUrl() + "/broker/*"));
        check(provider.admin().clients().create(client));
    }

    /**
     * Makes the second realm an identity provider of the first.
     *
     * @param postLoginFlow the flow after the provider's answer; null for none
     */
    public void createIdentityProvider(String alias, boolean passMaxAge, String postLoginFlow) {
        String protocol = provider.getBaseUrl() + "/protocol/openid-connect";
        IdentityProviderRepresentation representation = new IdentityProviderRepresentation();
        representation.setAlias(alias);
        representation.setProviderId("oidc");
        representation.setEnabled(true);
        representation.setPostBrokerLoginFlowAlias(postLoginFlow);
        representation.setConfig(new HashMap<>(Map.of(
                "clientId",
                CLIENT,
                "clientSecret",
                SECRET,
                "clientAuthMethod",
                "client_secret_post",
                "issuer",
                provider.getBaseUrl(),
                "authorizationUrl",
                protocol + "/auth",
                "tokenUrl",
                protocol + "/token",
                "jwksUrl",
                protocol + "/certs",
                "useJwksUrl",
                "true",
                "validateSignature",
                "true",
                "passMaxAge",
                String.valueOf(passMaxAge))));
        check(realm.admin().identityProviders().create(representation));
    }

    /** Lets a user of the first realm sign in by these providers, as a user of the second with the same name. */
    public void link(Person person, String... aliases) {
        String userId = new TestUsers(provider).create(person.username());
        for (String alias : aliases) {
            FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
            identity.setIdentityProvider(alias);
            identity.setUserId(userId);
            identity.setUserName(person.username());
            check(realm.admin().users().get(new TestUsers(realm).idOf(person)).addFederatedIdentity(alias, identity));
        }
    }

    /** Follows the link to the provider on a page of the first realm. */
    public Page choose(Browser browser, Page login, String alias) {
        return browser.open(
                URI.create(login.document().select("a#social-" + alias).first().absUrl("href")));
    }

    /** Follows the link to the provider and signs in there. */
    public Page signIn(Browser browser, Page login, String alias, Person person) {
        return enterPassword(choose(browser, login, alias), person);
    }

    /** Enters the password on the provider's page. */
    public Page enterPassword(Page page, Person person) {
        if (!asksForPassword(page)) {
            throw new AssertionError("The provider does not ask for a password: " + page);
        }
        return SignIn.enterPassword(page, person);
    }

    /** Returns whether the page is the provider's and asks for a password. */
    public boolean asksForPassword(Page page) {
        return page.address().toString().startsWith(provider.getBaseUrl()) && SignIn.asksForPassword(page);
    }

    /** Ends the sessions of a user at the provider. */
    public void signOut(Person person) {
        provider.admin().users().get(new TestUsers(provider).idOf(person)).logout();
    }

    private static void check(Response response) {
        try (response) {
            if (response.getStatus() >= 300) {
                throw new IllegalStateException(response.getStatus() + " " + response.readEntity(String.class));
            }
        }
    }
}
