/** Why a request cannot be carried out. */
package org.apppasswords.keycloak.error;
