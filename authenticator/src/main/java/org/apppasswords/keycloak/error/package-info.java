/** Why a request is rejected: one exception and its codes. */
package org.apppasswords.keycloak.error;
