/** The page that creates an app password: a required action that the user starts from the account console. */
package org.apppasswords.keycloak.requiredaction;
