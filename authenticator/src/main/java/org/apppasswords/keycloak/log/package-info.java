/** The only way to the server's log: nothing from configuration or requests gets there unescaped. */
package org.apppasswords.keycloak.log;
