/** App passwords without Keycloak's storage format, and the reasons to reject or remove them. */
package org.apppasswords.keycloak.model;
