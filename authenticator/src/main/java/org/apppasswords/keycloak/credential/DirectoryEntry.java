package org.apppasswords.keycloak.credential;

import java.util.Optional;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.LDAPConstants;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * The directory entry of a user whom Keycloak does not import. Keycloak builds the ID of such a user from the directory
 * and the user name, so a person who gets a previously used name also gets the credentials stored for it. The entry
 * itself has an ID, such as {@code entryUUID}, which Keycloak's LDAP provider puts into an attribute that neither users
 * nor administrators can edit.
 *
 * @param readEachTime whether Keycloak reads the user from the directory each time, without importing
 * @param id ID of the entry; empty if the directory's provider does not report it
 */
public record DirectoryEntry(boolean readEachTime, Optional<String> id) {

    /**
     * The end of an app password's label in the table for users of directories, where Keycloak keeps labels unique
     * across credential types: without it, a one-time code generator could not get the name of an app password. An
     * invisible character (word joiner) that Keycloak does not trim.
     */
    private static final String LABEL_END = "\u2060";

    private static final DirectoryEntry NONE = new DirectoryEntry(false, Optional.empty());

    /**
     * Returns this user's entry from the user cache; users whom Keycloak stores or imports do not have one.
     */
    public static DirectoryEntry of(UserModel user) {
        return StorageId.isLocalStorage(user.getId())
                ? NONE
                : new DirectoryEntry(true, Optional.ofNullable(user.getFirstAttribute(LDAPConstants.LDAP_ID)));
    }

    /**
     * Returns whether an app password with this data belongs to this entry. True if the data does not have an owner.
     */
    boolean owns(AppPasswordData data) {
        return !readEachTime || data.ownerId().isEmpty() || data.ownerId().equals(id);
    }

    /** Makes the label different from those of other credential types, if the store requires that. */
    void separateLabel(CredentialModel credential) {
        String label = credential.getUserLabel();
        if (readEachTime && label != null) {
            credential.setUserLabel(nameOf(label) + LABEL_END);
        }
    }

    /** Returns the name that the user chose. */
    static String nameOf(String label) {
        return label.endsWith(LABEL_END) ? label.substring(0, label.length() - LABEL_END.length()) : label;
    }

    /** Returns the data with this entry as its owner, unless it already has one. */
    public AppPasswordData claim(AppPasswordData data) {
        return data.ownerId().isEmpty() ? id.map(data::ownedBy).orElse(data) : data;
    }
}
