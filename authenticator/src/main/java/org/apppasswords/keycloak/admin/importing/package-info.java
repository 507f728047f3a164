/** Imports the app passwords of another system. */
package org.apppasswords.keycloak.admin.importing;
