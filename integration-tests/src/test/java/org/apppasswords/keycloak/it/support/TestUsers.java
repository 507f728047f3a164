package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Users made for one test, through the admin API. */
public final class TestUsers {

    /** The account password of every such user. */
    public static final String PASSWORD = "an account password";

    private static final String TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private final RealmResource realm;

    public TestUsers(ManagedRealm realm) {
        this(realm.admin());
    }

    public TestUsers(RealmResource realm) {
        this.realm = realm;
    }

    /** A user with an account password and these app passwords; returns the user's id. */
    public String create(String username, SeededAppPassword... appPasswords) {
        return create(representation(username), appPasswords);
    }

    /** A user like this, with an account password and these app passwords; returns the user's id. */
    public String create(UserRepresentation user, SeededAppPassword... appPasswords) {
        return create(user, Stream.empty(), appPasswords);
    }

    /** A user who has an authenticator app as well, and these app passwords. */
    public Person createWithTotp(String username, SeededAppPassword... appPasswords) {
        return createWithTotp(representation(username), appPasswords);
    }

    /** A user like this, who has an authenticator app as well, and these app passwords. */
    public Person createWithTotp(UserRepresentation user, SeededAppPassword... appPasswords) {
        create(user, Stream.of(totp()), appPasswords);
        return new Person(user.getUsername(), PASSWORD, Optional.of(Totp.ofBase32(TOTP_SECRET)));
    }

    /** A user who has no second factor. */
    public Person createWithoutSecondFactor(String username) {
        create(username);
        return new Person(username, PASSWORD);
    }

    /** The id of a user. */
    public String idOf(Person person) {
        return realm.users().searchByUsername(person.username(), true).get(0).getId();
    }

    private String create(
            UserRepresentation user, Stream<CredentialRepresentation> more, SeededAppPassword... appPasswords) {
        Stream<CredentialRepresentation> seeded = Arrays.stream(appPasswords).map(SeededAppPassword::toRepresentation);
        user.setCredentials(Stream.of(Stream.of(password()), more, seeded)
                .flatMap(credentials -> credentials)
                .collect(Collectors.toList()));
        try (Response response = realm.users().create(user)) {
            if (response.getStatus() != 201) {
                throw new IllegalStateException(
                        user.getUsername() + ": " + response.getStatus() + " " + response.readEntity(String.class));
            }
            String location = response.getHeaderString("Location");
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }

    /** A user who has this credential beside the account password. */
    public Person createWith(String username, CredentialRepresentation credential) {
        create(representation(username), Stream.of(credential));
        return new Person(username, PASSWORD);
    }

    /** Puts a required action on a user, as an administrator does. */
    public void require(Person person, String requiredAction) {
        UserResource user = realm.users().get(idOf(person));
        UserRepresentation representation = user.toRepresentation();
        representation.setRequiredActions(List.of(requiredAction));
        user.update(representation);
    }

    /** The required actions that a user still has. */
    public List<String> requiredActions(Person person) {
        return realm.users().get(idOf(person)).toRepresentation().getRequiredActions();
    }

    /** A complete profile: a missing one would stop a direct grant. */
    public static UserRepresentation representation(String username) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEnabled(true);
        user.setFirstName("Test");
        user.setLastName("User");
        user.setEmail(username.replaceAll("[^a-z0-9.-]", "_") + "@example.org");
        user.setEmailVerified(true);
        return user;
    }

    private static CredentialRepresentation password() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        return password;
    }

    private static CredentialRepresentation totp() {
        CredentialRepresentation totp = new CredentialRepresentation();
        totp.setType("otp");
        totp.setUserLabel("Phone");
        totp.setSecretData("{\"value\":\"%s\"}".formatted(TOTP_SECRET));
        totp.setCredentialData("""
                {"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1","secretEncoding":"BASE32"}""");
        return totp;
    }

    /** The app passwords that the store has for this person. */
    public List<CredentialRepresentation> appPasswords(Person person) {
        return appPasswords(idOf(person));
    }

    /** The app passwords that the store has for this user. */
    public List<CredentialRepresentation> appPasswords(String userId) {
        return realm.users().get(userId).credentials().stream()
                .filter(credential -> credential.getType().equals("app-password"))
                .toList();
    }
}
