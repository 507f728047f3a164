/** Queues for work that runs one at a time on this node. Independent of Keycloak. */
package org.apppasswords.keycloak.queue;
