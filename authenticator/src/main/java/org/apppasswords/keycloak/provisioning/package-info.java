/**
 * Prepares realms and their clients for app passwords, and restores them. The admin API calls these setup and teardown.
 */
package org.apppasswords.keycloak.provisioning;
