/** How the client of a bridge authenticates itself, and what its requests require. */
package org.apppasswords.keycloak.bridge;
