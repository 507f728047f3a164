/** Settings with which programs reach a service: read from client attributes, written in the formats of programs. */
package org.apppasswords.keycloak.connection;
