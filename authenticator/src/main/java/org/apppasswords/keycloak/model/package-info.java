/** App passwords as the service returns them, and the reasons it gives. */
package org.apppasswords.keycloak.model;
