/** The settings that mail programs look for by themselves: at an address of their own, without anybody signed in. */
package org.apppasswords.keycloak.autoconfig;
