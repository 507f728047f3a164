/** The settings: one file, environment variables, and secrets from files. */
package org.apppasswords.ldap.config;
