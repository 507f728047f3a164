package org.apppasswords.keycloak.policy;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.userprofile.UserProfileConstants;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * The user attribute with which administrators mark device accounts, such as printers and shared mailboxes. For them,
 * administrators create app passwords and see them once. So the mark counts only while users cannot write it: otherwise,
 * every user could let administrators create one.
 */
public final class DeviceMark {

    /** Name of the user attribute. */
    public static final String ATTRIBUTE = "app-passwords.device";

    /** Value of the user attribute. */
    public static final String VALUE = "true";

    private DeviceMark() {}

    /** Returns whether the user has the mark, which may not count. */
    public static boolean isSet(UserModel user) {
        return user.getAttributeStream(ATTRIBUTE).anyMatch(VALUE::equals);
    }

    /**
     * Returns whether users of the session's realm can write the mark into their own account, in any of Keycloak's
     * pages and APIs: because the user profile declares it so, or because it allows users unmanaged attributes.
     */
    public static boolean isEditableByUsers(KeycloakSession session) {
        UPConfig profile = session.getProvider(UserProfileProvider.class).getConfiguration();
        UPAttribute declared = profile.getAttribute(ATTRIBUTE);
        if (declared != null
                && declared.getPermissions() != null
                && declared.getPermissions().getEdit().contains(UserProfileConstants.ROLE_USER)) {
            return true;
        }
        // In a sign-in without the scope of its selector, Keycloak treats a declared attribute as unmanaged.
        boolean alwaysManaged = declared != null && declared.getSelector() == null;
        return !alwaysManaged && profile.getUnmanagedAttributePolicy() == UnmanagedAttributePolicy.ENABLED;
    }

    /**
     * Returns whether this user can write the mark into the own account. Other than {@link #isEditableByUsers}, it also
     * asks the directory that the user comes from.
     */
    public static boolean isEditableBy(KeycloakSession session, UserModel user) {
        return isEditableByUsers(session)
                || !session.getProvider(UserProfileProvider.class)
                        .create(UserProfileContext.ACCOUNT, user)
                        .getAttributes()
                        .isReadOnly(ATTRIBUTE);
    }
}
