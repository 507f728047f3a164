/** The directories (LDAP and others) that users come from. */
package org.apppasswords.keycloak.federation;
