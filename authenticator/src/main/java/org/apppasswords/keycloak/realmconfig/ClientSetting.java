package org.apppasswords.keycloak.realmconfig;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apppasswords.keycloak.policy.AcceptingStep;
import org.apppasswords.keycloak.policy.AllowedRole;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.apppasswords.keycloak.policy.ServiceLifetimes;
import org.apppasswords.keycloak.token.AppPasswordTokenMapper;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** A setting of a client that provisioning changes. Values are strings, booleans, or {@code null}. */
public enum ClientSetting {
    /** The name that users see. Provisioning only sets it on request, for a client without one. */
    NAME("name") {
        @Override
        public Object get(RealmModel realm, ClientModel client) {
            return client.getName();
        }

        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            return get(realm, client);
        }

        @Override
        public void set(RealmModel realm, ClientModel client, Object value) {
            client.setName((String) value);
        }

        @Override
        public boolean isType(Object value) {
            return value == null || value instanceof String;
        }
    },

    /** The group of services. Like the following ones, provisioning only sets it on request. */
    GROUP(ServiceDirectory.GROUP_ATTRIBUTE),

    /** The role that users must have. */
    ALLOWED_ROLE(AllowedRole.ATTRIBUTE),

    /** The longest lifetime at the service. */
    LIFETIME_MAX_DAYS(ServiceLifetimes.ATTRIBUTE),

    /** Off, so that tokens of the client do not contain roles for Keycloak's own APIs. */
    FULL_SCOPE_ALLOWED("fullScopeAllowed") {
        @Override
        public Object get(RealmModel realm, ClientModel client) {
            return client.isFullScopeAllowed();
        }

        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            return false;
        }

        @Override
        public void set(RealmModel realm, ClientModel client, Object value) {
            client.setFullScopeAllowed(Boolean.TRUE.equals(value));
        }

        @Override
        public boolean isType(Object value) {
            return value instanceof Boolean;
        }
    },

    /** Off, because a mail program cannot show the consent page. */
    CONSENT_REQUIRED("consentRequired") {
        @Override
        public Object get(RealmModel realm, ClientModel client) {
            return client.isConsentRequired();
        }

        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            return false;
        }

        @Override
        public void set(RealmModel realm, ClientModel client, Object value) {
            client.setConsentRequired(Boolean.TRUE.equals(value));
        }

        @Override
        public boolean isType(Object value) {
            return value instanceof Boolean;
        }
    },

    /** Off, because a refresh token would outlive the app password. */
    REFRESH_TOKENS(OIDCConfigAttributes.USE_REFRESH_TOKEN) {
        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            return "false";
        }

        @Override
        public boolean isType(Object value) {
            return value == null
                    || (value instanceof String text
                            && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")));
        }
    },

    /** Short, so that a token does not outlive a revoked app password for long. */
    ACCESS_TOKEN_LIFESPAN(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN) {
        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            Object current = get(realm, client);
            return seconds(current).orElse(realm.getAccessTokenLifespan()) <= MAX_LIFESPAN_SECONDS
                    ? current
                    : String.valueOf(MAX_LIFESPAN_SECONDS);
        }

        @Override
        public boolean isType(Object value) {
            return value == null || (value instanceof String text && isInteger(text));
        }
    },

    /** Alias of the flow, which exports and imports keep. A flow that accepts app passwords is not replaced. */
    DIRECT_GRANT_FLOW("directGrantFlow") {
        @Override
        public Object get(RealmModel realm, ClientModel client) {
            return flow(realm, client).map(AuthenticationFlowModel::getAlias).orElse(null);
        }

        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            return flow(realm, client)
                    .filter(flow -> AcceptingStep.DIRECT_GRANT.isIn(realm, flow))
                    .map(AuthenticationFlowModel::getAlias)
                    .orElse(RealmParts.FLOW_ALIAS);
        }

        @Override
        public void set(RealmModel realm, ClientModel client, Object value) {
            AuthenticationFlowModel flow = byAlias(realm, value).orElse(null);
            if (flow == null) {
                client.removeAuthenticationFlowBindingOverride(AuthenticationFlowBindings.DIRECT_GRANT_BINDING);
            } else {
                client.setAuthenticationFlowBindingOverride(
                        AuthenticationFlowBindings.DIRECT_GRANT_BINDING, flow.getId());
            }
        }

        @Override
        public boolean isType(Object value) {
            return value == null || value instanceof String;
        }

        @Override
        public boolean isPossible(RealmModel realm, Object value) {
            return value == null || byAlias(realm, value).isPresent();
        }

        private static Optional<AuthenticationFlowModel> byAlias(RealmModel realm, Object alias) {
            return Optional.ofNullable(alias)
                    .map(Object::toString)
                    .map(realm::getFlowByAlias)
                    .filter(flow -> flow.isTopLevel() && RealmParts.BASIC_FLOW.equals(flow.getProviderId()));
        }

        private static Optional<AuthenticationFlowModel> flow(RealmModel realm, ClientModel client) {
            return Optional.ofNullable(client.getAuthenticationFlowBindingOverride(
                            AuthenticationFlowBindings.DIRECT_GRANT_BINDING))
                    .map(realm::getAuthenticationFlowById);
        }
    },

    /** Whether the client itself has the mapper for tokens that are issued for an app password. */
    TOKEN_MAPPER("appPasswordMapper") {
        @Override
        public Object get(RealmModel realm, ClientModel client) {
            return mapper(client).isPresent();
        }

        @Override
        public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
            // A default client scope may have the mapper.
            return mapper(client).isPresent() || !AppPasswordTokenMapper.isAppliedBy(client);
        }

        @Override
        public void set(RealmModel realm, ClientModel client, Object value) {
            mapper(client).ifPresent(client::removeProtocolMapper);
            if (Boolean.TRUE.equals(value)) {
                ProtocolMapperModel mapper = new ProtocolMapperModel();
                mapper.setName(MAPPER_NAME);
                mapper.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
                mapper.setProtocolMapper(AppPasswordTokenMapper.PROVIDER_ID);
                mapper.setConfig(Map.of());
                client.addProtocolMapper(mapper);
            }
        }

        @Override
        public boolean isType(Object value) {
            return value instanceof Boolean;
        }

        private static Optional<ProtocolMapperModel> mapper(ClientModel client) {
            return client.getProtocolMappersStream()
                    .filter(mapper -> AppPasswordTokenMapper.PROVIDER_ID.equals(mapper.getProtocolMapper()))
                    .findFirst();
        }
    };

    /** Long enough for a bridge to introspect a new token. */
    private static final int MAX_LIFESPAN_SECONDS = 60;

    private static final String MAPPER_NAME = "app password";

    private final String property;

    ClientSetting(String property) {
        this.property = property;
    }

    /** Returns the name in reports, which is Keycloak's name if it has one. */
    public String property() {
        return property;
    }

    /** Returns the current value. */
    public Object get(RealmModel realm, ClientModel client) {
        return client.getAttribute(property);
    }

    /** Returns the value that a client for app passwords needs; the current value if it is suitable. */
    public Object wanted(KeycloakSession session, RealmModel realm, ClientModel client) {
        return get(realm, client);
    }

    public void set(RealmModel realm, ClientModel client, Object value) {
        setAttribute(client, property, value);
    }

    /** Returns whether {@link #get} can return this value. Only such values are restored from a record. */
    public boolean isType(Object value) {
        return value == null || value instanceof String;
    }

    /** Returns whether the client can be set to this value now. */
    public boolean isPossible(RealmModel realm, Object value) {
        return true;
    }

    /** Returns the setting with this name. */
    public static Optional<ClientSetting> of(String property) {
        return Arrays.stream(values())
                .filter(setting -> setting.property().equals(property))
                .findFirst();
    }

    private static void setAttribute(ClientModel client, String name, Object value) {
        if (value == null) {
            client.removeAttribute(name);
        } else {
            client.setAttribute(name, Objects.toString(value));
        }
    }

    private static boolean isInteger(String text) {
        try {
            Integer.parseInt(text.trim());
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    // Keycloak cannot issue tokens if the value is not a number, so such a value is replaced.
    private static Optional<Integer> seconds(Object attribute) {
        if (attribute == null || attribute.toString().isBlank()) {
            return Optional.empty();
        }
        try {
            int seconds = Integer.parseInt(attribute.toString().trim());
            // Otherwise, the token never expires.
            return Optional.of(seconds > 0 ? seconds : Integer.MAX_VALUE);
        } catch (NumberFormatException e) {
            return Optional.of(Integer.MAX_VALUE);
        }
    }
}
