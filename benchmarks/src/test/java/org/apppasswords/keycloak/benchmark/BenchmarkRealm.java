package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.benchmark.floor.FloorAuthenticatorFactory;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.util.JsonSerialization;

/** The demo's realm under another name, with clients to compare whose direct grants differ in one respect. */
final class BenchmarkRealm {

    /** The demo's client for app passwords. */
    static final String APP_PASSWORDS = "dovecot";

    /** A client that asks {@code verify}, with the demo's only step for app passwords. */
    static final String VERIFY = "radicale";

    /** Like {@link #VERIFY}, but another step accepts without checking before that of app passwords runs. */
    static final String VERIFY_FLOOR = "verify-floor";

    /** The demo's client for the LDAP bridge. */
    static final String LDAP = "ldap-bridge";

    /** Like {@link #APP_PASSWORDS}, with an authenticator that accepts without checking. */
    static final String FLOOR = "floor";

    /** Like {@link #FLOOR}, and without our protocol mapper: Keycloak alone. */
    static final String BARE_FLOOR = "bare-floor";

    /** Keycloak's own direct grant, and client credentials. */
    static final String BUILT_IN = "built-in";

    /** The model of other users, with an account password. */
    static final String MODEL = "model";

    /** The same with a one-time code. */
    static final String MODEL_WITH_OTP = "model-with-otp";

    static final String PASSWORD = "an account password";
    static final String TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private static final String FLOOR_FLOW = "4fb1a1f6-52d8-44a5-9bd8-9d2a5a0f7a10";
    private static final String VERIFY_FLOOR_FLOW = "0ad36ea1-5a1b-4c6c-8a6b-5c0f6ddc1f2b";
    private static final String APP_PASSWORD_STEP = "direct-grant-app-password";
    private static final String DIRECT_GRANT = "direct_grant";

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private BenchmarkRealm() {}

    /** Returns a realm in which Keycloak itself writes nothing at a sign-in. */
    static RealmRepresentation named(String name) {
        RealmRepresentation realm = DemoRealm.read();
        realm.setRealm(name);
        realm.setAuthenticationFlows(withFloors(realm.getAuthenticationFlows()));
        // Ids and default roles belong to the demo's realm.
        String json = UUID_TEXT
                .matcher(write(realm).replace("default-roles-demo", "default-roles-" + name))
                .replaceAll(id -> idIn(name, id.group()));
        realm = read(json);
        realm.setEventsEnabled(false);
        realm.setAdminEventsEnabled(false);
        // Brute-force protection rejects a second sign-in of a user while the first one is in progress.
        realm.setBruteForceProtected(false);
        // All fields are set, because Keycloak ignores a policy without a type.
        realm.setOtpPolicyType(OTPCredentialModel.TOTP);
        realm.setOtpPolicyAlgorithm("HmacSHA1");
        realm.setOtpPolicyDigits(6);
        realm.setOtpPolicyPeriod(30);
        realm.setOtpPolicyInitialCounter(0);
        realm.setOtpPolicyLookAheadWindow(1);
        realm.setOtpPolicyCodeReusable(true);
        realm.setUsers(List.of(user(MODEL, false), user(MODEL_WITH_OTP, true)));
        addClients(realm);
        return realm;
    }

    private static String idIn(String realm, String id) {
        return UUID.nameUUIDFromBytes((realm + id).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Returns the name and value of a header for HTTP Basic. */
    static String basic(String header, String name, String secret) {
        return header + ": Basic "
                + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    static UserRepresentation user(String name, boolean withOtp) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(name);
        user.setEnabled(true);
        user.setFirstName("Test");
        user.setLastName("User");
        user.setEmail(name + "@example.org");
        user.setEmailVerified(true);
        List<CredentialRepresentation> credentials = new ArrayList<>();
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        credentials.add(password);
        if (withOtp) {
            CredentialRepresentation totp = new CredentialRepresentation();
            totp.setType(OTPCredentialModel.TYPE);
            totp.setSecretData("{\"value\":\"" + TOTP_SECRET + "\"}");
            totp.setCredentialData("{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,"
                    + "\"algorithm\":\"HmacSHA1\",\"secretEncoding\":\"BASE32\"}");
            credentials.add(totp);
        }
        user.setCredentials(credentials);
        return user;
    }

    private static void addClients(RealmRepresentation realm) {
        ClientRepresentation floor = copy(client(realm, APP_PASSWORDS), FLOOR);
        floor.setAuthenticationFlowBindingOverrides(Map.of(DIRECT_GRANT, flowId(realm, FLOOR)));
        ClientRepresentation verifyFloor = copy(client(realm, VERIFY), VERIFY_FLOOR);
        verifyFloor.setAuthenticationFlowBindingOverrides(Map.of(DIRECT_GRANT, flowId(realm, VERIFY_FLOOR)));
        ClientRepresentation bareFloor = copy(floor, BARE_FLOOR);
        bareFloor.setProtocolMappers(List.of());
        ClientRepresentation builtIn = copy(bareFloor, BUILT_IN);
        builtIn.setAuthenticationFlowBindingOverrides(Map.of());
        builtIn.setServiceAccountsEnabled(true);
        List<ClientRepresentation> clients = new ArrayList<>(realm.getClients());
        clients.addAll(List.of(floor, verifyFloor, bareFloor, builtIn));
        realm.setClients(clients);
    }

    static ClientRepresentation client(RealmRepresentation realm, String clientId) {
        return realm.getClients().stream()
                .filter(client -> client.getClientId().equals(clientId))
                .findFirst()
                .orElseThrow();
    }

    private static String flowId(RealmRepresentation realm, String alias) {
        return realm.getAuthenticationFlows().stream()
                .filter(flow -> flow.getAlias().equals(alias))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private static ClientRepresentation copy(ClientRepresentation client, String clientId) {
        try {
            ClientRepresentation copy = JsonSerialization.readValue(
                    JsonSerialization.writeValueAsString(client), ClientRepresentation.class);
            copy.setClientId(clientId);
            copy.setSecret(clientId + "-secret");
            copy.setAttributes(new HashMap<>(client.getAttributes()));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<AuthenticationFlowRepresentation> withFloors(List<AuthenticationFlowRepresentation> flows) {
        List<AuthenticationFlowRepresentation> all = new ArrayList<>(flows);
        all.add(flow(FLOOR_FLOW, FLOOR, List.of(step(FloorAuthenticatorFactory.PROVIDER_ID, "REQUIRED", 10))));
        // Only a flow with the step of app passwords makes its client a service. Here, that step never runs.
        all.add(flow(
                VERIFY_FLOOR_FLOW,
                VERIFY_FLOOR,
                List.of(
                        step(FloorAuthenticatorFactory.PROVIDER_ID, "ALTERNATIVE", 10),
                        step(APP_PASSWORD_STEP, "ALTERNATIVE", 20))));
        return all;
    }

    private static AuthenticationFlowRepresentation flow(
            String id, String alias, List<AuthenticationExecutionExportRepresentation> steps) {
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setId(id);
        flow.setAlias(alias);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        flow.setAuthenticationExecutions(steps);
        return flow;
    }

    private static AuthenticationExecutionExportRepresentation step(
            String authenticator, String requirement, int priority) {
        AuthenticationExecutionExportRepresentation step = new AuthenticationExecutionExportRepresentation();
        step.setAuthenticator(authenticator);
        step.setRequirement(requirement);
        step.setPriority(priority);
        return step;
    }

    private static String write(RealmRepresentation realm) {
        try {
            return JsonSerialization.writeValueAsString(realm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RealmRepresentation read(String json) {
        try {
            return JsonSerialization.readValue(json, RealmRepresentation.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
