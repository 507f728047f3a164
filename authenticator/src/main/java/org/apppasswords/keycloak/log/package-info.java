/** The only access to the server's log, which escapes values from configuration and requests. */
package org.apppasswords.keycloak.log;
