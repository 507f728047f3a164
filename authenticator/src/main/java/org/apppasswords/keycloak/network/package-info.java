/** IP addresses and networks, as text and as bits. Knows nothing of Keycloak, and never asks a name server. */
package org.apppasswords.keycloak.network;
