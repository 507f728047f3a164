/** Counters and timers on Keycloak's metrics endpoint. */
package org.apppasswords.keycloak.metrics;
