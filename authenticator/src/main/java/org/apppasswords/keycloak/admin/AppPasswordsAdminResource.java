package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.importing.ImportResource;

/** The admin API of a realm, described in {@code docs/openapi.yaml}. */
public final class AppPasswordsAdminResource {

    private final AdminCall call;

    AppPasswordsAdminResource(AdminCall call) {
        this.call = call;
    }

    /** Returns the resource of one user's app passwords. */
    @Path("users/{userId}")
    public UserAppPasswordsResource user(@PathParam("userId") String userId) {
        return new UserAppPasswordsResource(call, userId);
    }

    /** Returns the resource with {@code setup} and {@code teardown}. */
    @Path("")
    public ProvisioningResource setUp() {
        return new ProvisioningResource(call);
    }

    /** Returns the resource of all app passwords of the realm. */
    @Path("inventory")
    public InventoryResource inventory() {
        return new InventoryResource(call);
    }

    /** Returns the resource that revokes app passwords of many users. */
    @Path("revoke")
    public RevokeResource revoke() {
        return new RevokeResource(call);
    }

    /** Returns the resource that imports app passwords of other systems. */
    @Path("import")
    public ImportResource importing() {
        return new ImportResource(call);
    }
}
