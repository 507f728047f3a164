package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RejectionReason;

/** The outcome of checking what a program sent. */
public sealed interface Verification {

    /**
     * The user may sign in.
     *
     * @param entry the app password that matched
     */
    record Accepted(AppPasswordEntry entry) implements Verification {}

    /**
     * The user may not sign in.
     *
     * @param reason why, for the event log
     * @param entry the app password that matched but cannot be used; empty if none matched
     */
    record Refused(RejectionReason reason, Optional<AppPasswordEntry> entry) implements Verification {}
}
