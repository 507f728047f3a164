/** The page that creates an app password: a required action that users start in the account console. */
package org.apppasswords.keycloak.requiredaction;
