/**
 * The client of Keycloak: {@code verify} for sign-ins and the directory API for look-ups. Knows nothing of LDAP.
 *
 * <p>Names and passwords travel as JSON or as URL-encoded parameters, never concatenated.
 */
package org.apppasswords.ldap.keycloak;
