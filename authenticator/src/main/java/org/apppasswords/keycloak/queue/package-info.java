/** Who may wait on this node for work that goes one at a time: knows nothing of Keycloak. */
package org.apppasswords.keycloak.queue;
