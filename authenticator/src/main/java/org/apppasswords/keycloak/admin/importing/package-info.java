/** Imports app passwords that users have in another system. */
package org.apppasswords.keycloak.admin.importing;
