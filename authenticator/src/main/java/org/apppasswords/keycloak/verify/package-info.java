/** Verifies the credentials of users for bridges and reverse proxies, and names the user. */
package org.apppasswords.keycloak.verify;
