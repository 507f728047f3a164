/** The settings that mail programs look up by themselves, without a sign-in. */
package org.apppasswords.keycloak.autoconfig;
