/** What the REST APIs share: reading bodies, and writing responses and errors. */
package org.apppasswords.keycloak.rest;
