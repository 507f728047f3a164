package org.apppasswords.keycloak.directory;

import java.util.Optional;
import java.util.Set;

/**
 * The users that a request lists. All conditions that are present must match.
 *
 * @param search terms of a search
 * @param groupIds groups of which the user is a direct member of at least one; empty for no condition
 */
record UserSelection(Optional<SearchTerms> search, Optional<Set<String>> groupIds) {}
