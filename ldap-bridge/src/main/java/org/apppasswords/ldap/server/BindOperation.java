package org.apppasswords.ldap.server;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apppasswords.ldap.config.ServiceSettings;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.entry.KeycloakName;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.VerifiedUser;

/**
 * Simple bind: RFC 4513, section 5.1. Keycloak decides about every bind of a person; no result is remembered. The person
 * who is signed in is the one whom Keycloak returns, and the name that was typed has to be that person's.
 */
final class BindOperation {

    /** Slows down guessing: unlike people's passwords, the search account's is not protected by Keycloak. */
    private static final Duration GUESS_PAUSE = Duration.ofSeconds(1);

    /** Longer than any password. With more, Keycloak would reject the whole request. Unit: bytes. */
    private static final int MAX_PASSWORD_LENGTH = 10_000;

    private final Bridge bridge;

    BindOperation(Bridge bridge) {
        this.bridge = bridge;
    }

    /**
     * Returns who has signed in.
     *
     * @param address the address of the program
     * @throws LdapError if nobody has
     */
    Identity bind(BindRequestProtocolOp request, String address, boolean isTls) throws LdapError, KeycloakException {
        if (request.getVersion() != 3) {
            throw new LdapError(ResultCode.PROTOCOL_ERROR, "Only version 3 of LDAP is supported.");
        }
        if (request.getCredentialsType() != BindRequestProtocolOp.CRED_TYPE_SIMPLE) {
            throw new LdapError(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "Only simple binds are supported.");
        }
        String dn = request.getBindDN();
        byte[] password = request.getSimplePassword().getValue();
        if (password.length == 0) {
            if (dn.isEmpty()) {
                return new Identity.Anonymous();
            }
            // RFC 4513, section 5.1.2: programs forget to check for an empty password.
            throw new LdapError(ResultCode.UNWILLING_TO_PERFORM, "A bind with a name needs a password.");
        }
        if (bridge.settings().isTlsRequired() && !isTls) {
            throw new LdapError(ResultCode.CONFIDENTIALITY_REQUIRED, "Use StartTLS or LDAPS before a bind.");
        }
        EntryName name = bridge.names().resolve(dn).orElse(null);
        if (name instanceof EntryName.SearchAccount account) {
            return searchAccount(account.tree(), password);
        }
        if (name instanceof EntryName.Person person) {
            return person(person, password, address, isTls);
        }
        if (name == null || name instanceof EntryName.Outside) {
            return byName(dn, password, address, isTls);
        }
        throw invalidCredentials();
    }

    private Identity searchAccount(ServiceTree tree, byte[] password) throws LdapError {
        byte[] expected = bridge.service(tree).settings().searchPassword().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, password)) {
            throw invalidCredentials().delayedBy(GUESS_PAUSE);
        }
        return new Identity.SearchAccount(tree);
    }

    private Identity person(EntryName.Person name, byte[] password, String address, boolean isTls)
            throws LdapError, KeycloakException {
        Service service = bridge.service(name.tree());
        VerifiedUser user = verify(service, name.username(), password, address, isTls);
        if (!NameSpace.isSameName(name.username(), user.username())) {
            // For example an e-mail address in place of the user name: there is no entry with this name.
            throw invalidCredentials();
        }
        return identity(service, user);
    }

    /** Accepts a user name or e-mail address in place of a DN, at the first service that allows it. */
    private Identity byName(String name, byte[] password, String address, boolean isTls)
            throws LdapError, KeycloakException {
        Optional<Service> service = bridge.services().stream()
                .filter(candidate -> candidate.settings().bindByName())
                .findFirst();
        if (service.isEmpty() || name.indexOf('=') >= 0) {
            throw invalidCredentials();
        }
        return identity(service.get(), verify(service.get(), name, password, address, isTls));
    }

    private VerifiedUser verify(Service service, String username, byte[] password, String address, boolean isTls)
            throws LdapError, KeycloakException {
        String text = text(password);
        if (!KeycloakName.canBeUser(username)) {
            throw invalidCredentials();
        }
        return service.directory()
                .verify(username, text, address, isTls ? "ldaps" : "ldap")
                .orElseThrow(BindOperation::invalidCredentials);
    }

    private static Identity identity(Service service, VerifiedUser user) {
        ServiceSettings settings = service.settings();
        return new Identity.Person(
                service.tree(),
                user.userId(),
                user.username(),
                settings.searchUsers().contains(user.username().toLowerCase(Locale.ROOT)));
    }

    private static String text(byte[] password) throws LdapError {
        if (password.length > MAX_PASSWORD_LENGTH) {
            throw invalidCredentials();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(password))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalidCredentials();
        }
    }

    private static LdapError invalidCredentials() {
        return new LdapError(ResultCode.INVALID_CREDENTIALS, "The name or the password is wrong.");
    }
}
