/** Connections, TLS, limits and operations: RFC 4511 and 4513. */
package org.apppasswords.ldap.server;
