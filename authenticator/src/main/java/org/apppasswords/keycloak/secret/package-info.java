/** The secret: generating it, reading it as typed, and verifying it against stored hashes. Independent of Keycloak. */
package org.apppasswords.keycloak.secret;
