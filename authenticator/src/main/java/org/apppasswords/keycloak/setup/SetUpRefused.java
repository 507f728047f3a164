package org.apppasswords.keycloak.setup;

import java.util.List;

/** Set-up is refused, and nothing was changed. */
public final class SetUpRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SetUpRefused(List<String> reasons) {
        super(String.join(" ", reasons));
    }
}
