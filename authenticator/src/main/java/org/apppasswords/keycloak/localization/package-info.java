/** Texts in the language of a user: message references in the names of clients and realms, and missing names. */
package org.apppasswords.keycloak.localization;
