/** Makes a realm and its clients ready for app passwords, and takes that back. */
package org.apppasswords.keycloak.setup;
