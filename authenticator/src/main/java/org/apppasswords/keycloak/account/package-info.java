/** The account API: users create, list, rename and revoke their own app passwords. */
package org.apppasswords.keycloak.account;
