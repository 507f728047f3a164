/** Imports the app passwords of another system. */
package org.apppasswords.keycloak.importing;
