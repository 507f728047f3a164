/** Tokens and sessions that come from an app password: for one client only, and without privileges in Keycloak. */
package org.apppasswords.keycloak.token;
