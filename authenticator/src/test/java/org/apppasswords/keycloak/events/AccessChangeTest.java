package org.apppasswords.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

class AccessChangeTest {

    @ParameterizedTest
    @CsvSource({
        "REALM_ROLE_MAPPING, users/1234/role-mappings/realm, 1234",
        "CLIENT_ROLE_MAPPING, users/1234/role-mappings/clients/5678, 1234",
        "GROUP_MEMBERSHIP, users/1234/groups/5678, 1234",
        "REALM_ROLE_MAPPING, users/f:directory:alice/role-mappings/realm, f:directory:alice",
        "REALM_ROLE_MAPPING, users/f:directory:people/alice/role-mappings/realm, f:directory:people/alice",
        "CLIENT_ROLE_MAPPING, users/f:directory:people/alice/role-mappings/clients/5678, f:directory:people/alice",
        "GROUP_MEMBERSHIP, users/f:directory:people/alice/groups/5678, f:directory:people/alice",
        "GROUP_MEMBERSHIP, users/f:directory:groups/alice/groups/5678, f:directory:groups/alice",
    })
    void aMappingOrMembershipOfAUserConcernsThatUser(ResourceType type, String path, String userId) {
        assertThat(change(type, OperationType.DELETE, path)).contains(new AccessChange(Optional.of(userId)));
    }

    @ParameterizedTest
    @CsvSource({
        "REALM_ROLE_MAPPING, groups/1234/role-mappings/realm",
        "CLIENT_ROLE_MAPPING, groups/1234/role-mappings/clients/5678",
        "ORGANIZATION, organizations/1234",
        "ORGANIZATION_MEMBERSHIP, organizations/1234/members/9",
        "ORGANIZATION_GROUP, organizations/1234/groups/5678",
        "ORGANIZATION_GROUP_MEMBERSHIP, organizations/1234/groups/5678/members/9",
        "GROUP_MEMBERSHIP, users/1234/groups",
        "REALM_ROLE_MAPPING, users/1234",
        "REALM_ROLE_MAPPING,",
        "REALM_ROLE, roles-by-id/1234/composites",
        "REALM_ROLE, roles/users/groups/5678",
        "CLIENT_ROLE, clients/1234/roles/reader/composites",
        "GROUP, groups/1234",
        "GROUP, users/1234/groups/5678",
        "CLIENT, clients/1234",
        "REALM,",
    })
    void anyOtherChangeMayConcernEveryUser(ResourceType type, String path) {
        assertThat(change(type, OperationType.DELETE, path)).contains(new AccessChange(Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CREATE")
    void allOperationsButCreationCanTakeARole(OperationType operation) {
        assertThat(change(ResourceType.GROUP, operation, "groups/1234")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aCreationTakesNoRole(ResourceType type) {
        assertThat(change(type, OperationType.CREATE, "users/1234/role-mappings/realm"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"USER", "IDENTITY_PROVIDER", "CUSTOM"})
    void changesOfOtherResourcesTakeNoRole(ResourceType type) {
        assertThat(change(type, OperationType.UPDATE, "users/1234/role-mappings/realm"))
                .isEmpty();
    }

    private static Optional<AccessChange> change(ResourceType type, OperationType operation, String path) {
        AdminEvent event = new AdminEvent();
        event.setResourceType(type);
        event.setOperationType(operation);
        event.setResourcePath(path);
        return AccessChange.of(event);
    }
}
