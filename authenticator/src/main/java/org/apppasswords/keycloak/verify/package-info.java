/** Answers bridges and reverse proxies that ask whether HTTP Basic credentials are right, and whose they are. */
package org.apppasswords.keycloak.verify;
