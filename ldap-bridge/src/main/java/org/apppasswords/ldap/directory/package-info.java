/** One service's people and groups as entries, read from Keycloak and remembered for seconds. */
package org.apppasswords.ldap.directory;
