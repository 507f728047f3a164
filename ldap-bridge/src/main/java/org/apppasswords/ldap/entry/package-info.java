/** Claims and groups as LDAP entries: the schema (RFC 4512, 4519, 2798, 2307), names (RFC 4514) and attribute values. */
package org.apppasswords.ldap.entry;
