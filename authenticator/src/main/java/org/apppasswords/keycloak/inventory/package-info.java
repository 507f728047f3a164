/** Lists and revokes the app passwords of a realm's users, page by page. */
package org.apppasswords.keycloak.inventory;
