/** The parts of a realm and of a client that provisioning creates or changes, each by itself. */
package org.apppasswords.keycloak.realmconfig;
