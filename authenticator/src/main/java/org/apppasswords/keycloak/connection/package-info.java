/**
 * Settings with which programs reach a service: read from client attributes, written in the formats that programs read.
 */
package org.apppasswords.keycloak.connection;
