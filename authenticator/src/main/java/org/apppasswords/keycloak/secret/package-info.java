/**
 * The secret itself: how it is generated, how it is written and read, and what is stored of it. Knows nothing of
 * Keycloak's model.
 */
package org.apppasswords.keycloak.secret;
