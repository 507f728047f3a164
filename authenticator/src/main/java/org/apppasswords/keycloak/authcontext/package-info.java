/** How and when the user behind a request signed in, and whether a second factor was used. */
package org.apppasswords.keycloak.authcontext;
