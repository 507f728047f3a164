/** The one place that creates, lists, verifies, renames and revokes app passwords. Entry points call it; nobody else writes. */
package org.apppasswords.keycloak.service;
