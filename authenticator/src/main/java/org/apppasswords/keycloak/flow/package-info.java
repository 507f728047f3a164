/** What an authenticator can learn about the flow it runs in and about the client address of the request. */
package org.apppasswords.keycloak.flow;
