/** The stored credential: an ordinary Keycloak credential of type {@code app-password}. */
package org.apppasswords.keycloak.credential;
