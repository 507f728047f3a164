/** What the requests of the admin API share: the caller, the parameters, the events. */
package org.apppasswords.keycloak.admin.request;
