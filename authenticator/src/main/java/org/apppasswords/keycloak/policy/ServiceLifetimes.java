package org.apppasswords.keycloak.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/**
 * The longest lifetimes at the services of a realm, as administrators have set them in the clients. Reads each client
 * once; one instance serves one request.
 */
public final class ServiceLifetimes {

    /** Client attribute with the longest lifetime in days; 0 means that only the policy of the realm limits it. */
    public static final String ATTRIBUTE = "app-passwords.lifetime-max-days";

    private static final ExtensionLog LOG = ExtensionLog.of(ServiceLifetimes.class);

    private final ToIntFunction<String> reader;
    private final Map<String, Integer> known = new HashMap<>();

    /** @param reader returns the attribute of the client with this clientId */
    ServiceLifetimes(ToIntFunction<String> reader) {
        this.reader = reader;
    }

    static ServiceLifetimes of(RealmModel realm) {
        return new ServiceLifetimes(clientId -> {
            ClientModel client = realm.getClientByClientId(clientId);
            return client == null ? 0 : maxDays(client);
        });
    }

    /** Returns the shortest of the limits of these services; 0 if none of them has a limit. */
    int shortest(Collection<String> clientIds) {
        int shortest = 0;
        for (String clientId : clientIds) {
            int days = ClientIds.canExist(clientId) ? known.computeIfAbsent(clientId, reader::applyAsInt) : 0;
            if (days > 0 && (shortest == 0 || days < shortest)) {
                shortest = days;
            }
        }
        return shortest;
    }

    /** Returns the limit of one service; 0 if it does not have one. An invalid value is replaced and logged. */
    static int maxDays(ClientModel service) {
        return text(service)
                .map(text -> parse(text).orElseGet(() -> {
                    LOG.warnOnce("realm %s, service %s", service.getRealm().getName(), words(service, text));
                    return PolicySetting.STRICT_LIFETIME_DAYS;
                }))
                .orElse(0);
    }

    /** Returns a warning for an administrator if the limit is invalid; empty if it is valid or missing. */
    public static Optional<String> violation(ClientModel service) {
        return text(service).filter(text -> parse(text).isEmpty()).map(text -> words(service, text));
    }

    private static String words(ClientModel service, String text) {
        return service.getClientId() + ": '" + text + "' in its attribute " + ATTRIBUTE + " is not a number from 0 to "
                + PolicySetting.MAX_LIFETIME_DAYS + "; using the stricter " + PolicySetting.STRICT_LIFETIME_DAYS + ".";
    }

    private static Optional<String> text(ClientModel service) {
        return Optional.ofNullable(service.getAttribute(ATTRIBUTE))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static Optional<Integer> parse(String text) {
        try {
            return Optional.of(Integer.parseInt(text))
                    .filter(days -> days >= 0 && days <= PolicySetting.MAX_LIFETIME_DAYS);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
