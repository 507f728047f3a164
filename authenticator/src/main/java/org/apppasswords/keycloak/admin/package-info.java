/** The admin API: set-up of a realm, oversight over its users' app passwords, and import. */
package org.apppasswords.keycloak.admin;
