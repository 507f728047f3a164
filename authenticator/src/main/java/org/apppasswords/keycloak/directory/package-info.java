/** The directory of a realm for bridges: its users and groups, as far as a client's mappers release them. */
package org.apppasswords.keycloak.directory;
