/** What the operations of the admin API share: the caller, the parameters and the events. */
package org.apppasswords.keycloak.administrator;
