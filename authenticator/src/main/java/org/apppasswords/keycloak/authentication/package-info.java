/** Signing in with an app password, and what the resulting token may do. */
package org.apppasswords.keycloak.authentication;
