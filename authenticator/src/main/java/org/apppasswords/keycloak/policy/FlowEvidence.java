package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a way through an authentication flow proves, weakest first. A way proves what its strongest step proves. */
enum FlowEvidence {
    /** Nothing that counts here, such as a user name. */
    NOTHING,
    /** The account password. */
    PASSWORD,
    /** A second factor, with or without the account password. */
    SECOND_FACTOR;

    /** Returns the ways through two steps, one after the other. */
    static Set<FlowEvidence> sequence(Set<FlowEvidence> first, Set<FlowEvidence> second) {
        return first.stream()
                .flatMap(one -> second.stream().map(other -> strongest(one, other)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FlowEvidence.class)));
    }

    private static FlowEvidence strongest(FlowEvidence... evidence) {
        return Arrays.stream(evidence).max(FlowEvidence::compareTo).orElse(NOTHING);
    }
}
