/** The pages of Keycloak and of the extension, as a test reads and uses them: what is where, and nothing of what for. */
package org.apppasswords.keycloak.it.pages;
