/** The claims that a client receives about a user. */
package org.apppasswords.keycloak.userinfo;
