/** How the programs of users reach a service: what administrators say about it, and in which forms programs take it. */
package org.apppasswords.keycloak.connection;
