/** Search filters: RFC 4511, section 4.5.1.7. Evaluates them with three values, and plans what to ask Keycloak for. */
package org.apppasswords.ldap.filter;
