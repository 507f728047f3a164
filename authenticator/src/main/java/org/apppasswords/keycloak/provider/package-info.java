/** What all provider factories of this extension have in common. */
package org.apppasswords.keycloak.provider;
