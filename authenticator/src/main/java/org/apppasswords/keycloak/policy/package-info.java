/** The realm's rules: who may have app passwords, how many, for how long, and for which services. */
package org.apppasswords.keycloak.policy;
