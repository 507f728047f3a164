/** What follows from a revocation, whoever revoked: Keycloak's pages and APIs do not go through our service. */
package org.apppasswords.keycloak.events;
