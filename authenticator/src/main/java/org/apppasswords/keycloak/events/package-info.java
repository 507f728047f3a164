/**
 * Reactions to Keycloak's own events. Keycloak's pages and APIs change credentials, flows and settings without calling
 * this extension, and our own APIs report their changes as the same events. {@link
 * org.apppasswords.keycloak.events.AppPasswordEventListener} decides which event leads to which reaction.
 */
package org.apppasswords.keycloak.events;
