/** The directories (LDAP and others) that users come from, and the IDs and names of users and groups in requests. */
package org.apppasswords.keycloak.federation;
