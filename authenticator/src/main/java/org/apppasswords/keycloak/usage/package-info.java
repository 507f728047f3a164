/** Records when and from where app passwords are used. */
package org.apppasswords.keycloak.usage;
