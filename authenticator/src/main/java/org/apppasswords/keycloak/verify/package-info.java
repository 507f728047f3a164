/** Answers reverse proxies that ask whether the HTTP Basic credentials of a request are right. */
package org.apppasswords.keycloak.verify;
