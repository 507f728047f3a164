/** The admin API: provisioning of a realm, and oversight of its users' app passwords. */
package org.apppasswords.keycloak.admin;
