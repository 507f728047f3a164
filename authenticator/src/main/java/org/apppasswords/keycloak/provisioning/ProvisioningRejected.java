package org.apppasswords.keycloak.provisioning;

import java.util.List;

/** Set-up is refused, and nothing was changed. */
public final class ProvisioningRejected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProvisioningRejected(List<String> reasons) {
        super(String.join(" ", reasons));
    }
}
