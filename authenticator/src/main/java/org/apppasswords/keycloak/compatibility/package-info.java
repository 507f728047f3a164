/** What differs between the supported versions of Keycloak. */
package org.apppasswords.keycloak.compatibility;
