/** Page objects for Chromium. */
package org.apppasswords.keycloak.it.pages;
