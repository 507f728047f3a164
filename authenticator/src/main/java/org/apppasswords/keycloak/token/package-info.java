/** Tokens and sessions of app passwords: restricted to one client, and without privileges in Keycloak. */
package org.apppasswords.keycloak.token;
