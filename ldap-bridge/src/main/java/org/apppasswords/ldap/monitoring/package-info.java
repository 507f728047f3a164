/** Metrics and log of the bridge. Neither ever holds a password. */
package org.apppasswords.ldap.monitoring;
