/** Prepares a realm and its clients for app passwords, and undoes that. */
package org.apppasswords.keycloak.provisioning;
