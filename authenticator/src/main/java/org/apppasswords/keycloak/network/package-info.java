/** IP addresses and networks. Independent of Keycloak, and without DNS look-ups. */
package org.apppasswords.keycloak.network;
