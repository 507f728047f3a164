/** The kind of flow that a step runs in, and the address and protocol of the program that signs in. */
package org.apppasswords.keycloak.flow;
