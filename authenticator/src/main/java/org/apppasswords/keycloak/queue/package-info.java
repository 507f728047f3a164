/** Limits which work may wait on this node for work that runs one at a time: knows nothing of Keycloak. */
package org.apppasswords.keycloak.queue;
