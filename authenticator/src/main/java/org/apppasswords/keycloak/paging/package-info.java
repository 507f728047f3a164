/** What scans that continue over several requests share: the cursor and the work limit. */
package org.apppasswords.keycloak.paging;
