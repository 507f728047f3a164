/** Creates, lists, verifies, renames and revokes app passwords for all entry points. */
package org.apppasswords.keycloak.service;
