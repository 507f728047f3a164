/** The steps of authentication flows that sign a user in by app password. */
package org.apppasswords.keycloak.authentication;
