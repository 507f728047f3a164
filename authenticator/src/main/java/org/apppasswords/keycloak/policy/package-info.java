/** The realm's policy: who may have app passwords, how many, for how long, and for which services. */
package org.apppasswords.keycloak.policy;
