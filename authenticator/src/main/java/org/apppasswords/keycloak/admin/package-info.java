/** The admin API: provisioning of a realm, oversight of its users' app passwords, and import. */
package org.apppasswords.keycloak.admin;
