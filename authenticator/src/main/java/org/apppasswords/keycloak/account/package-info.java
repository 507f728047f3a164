/** The account API: users create, list, rename and delete their own app passwords. */
package org.apppasswords.keycloak.account;
