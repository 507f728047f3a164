/** Transactions, locks on a user, and work that runs after a commit. */
package org.apppasswords.keycloak.transaction;
