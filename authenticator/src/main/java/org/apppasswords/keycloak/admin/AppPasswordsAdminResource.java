package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.apppasswords.keycloak.admin.importing.ImportResource;
import org.apppasswords.keycloak.admin.request.AdminCall;

/** The admin API of a realm, described in {@code docs/openapi.yaml}. */
public final class AppPasswordsAdminResource {

    private final AdminCall call;

    AppPasswordsAdminResource(AdminCall call) {
        this.call = call;
    }

    /** One user's app passwords. */
    @Path("users/{userId}")
    public UserAppPasswordsResource user(@PathParam("userId") String userId) {
        return new UserAppPasswordsResource(call, userId);
    }

    /** Set-up of the realm: {@code setup} and {@code teardown}. */
    @Path("")
    public ProvisioningResource setUp() {
        return new ProvisioningResource(call);
    }

    /** All app passwords of the realm. */
    @Path("inventory")
    public InventoryResource inventory() {
        return new InventoryResource(call);
    }

    /** Revocation of many at once. */
    @Path("revoke")
    public RevokeResource revoke() {
        return new RevokeResource(call);
    }

    /** Brings app passwords of other systems along. */
    @Path("import")
    public ImportResource importing() {
        return new ImportResource(call);
    }
}
