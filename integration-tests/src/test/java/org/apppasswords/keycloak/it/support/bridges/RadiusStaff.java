package org.apppasswords.keycloak.it.support.bridges;

import java.util.Map;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The group whose members get a VLAN and a longer session, as docker/freeradius/reply.conf decides. */
public final class RadiusStaff {

    private final ManagedRealm realm;

    public RadiusStaff(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Adds the user to the group. */
    public void add(String userId) {
        realm.admin().users().get(userId).joinGroup(id());
    }

    /** Releases the groups of users to FreeRADIUS until the test ends. */
    public void release() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("groups of the test");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-group-membership-mapper");
        mapper.setConfig(Map.of("claim.name", "groups", "full.path", "true", "userinfo.token.claim", "true"));
        ClientResource client = new BridgeClients(realm).get("freeradius");
        String id = Created.id(client.getProtocolMappers().createMapper(mapper));
        realm.cleanup().add(r -> client.getProtocolMappers().delete(id));
    }

    // Classes that share the server share the group.
    private String id() {
        return realm.admin().groups().groups().stream()
                .filter(group -> group.getName().equals("staff"))
                .map(GroupRepresentation::getId)
                .findFirst()
                .orElseGet(() -> {
                    GroupRepresentation staff = new GroupRepresentation();
                    staff.setName("staff");
                    return Created.id(realm.admin().groups().add(staff));
                });
    }
}
