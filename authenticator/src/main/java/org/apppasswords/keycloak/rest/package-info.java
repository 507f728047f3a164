/** What the two REST APIs share: how a body is read, how an answer is written, and how a refusal looks. */
package org.apppasswords.keycloak.rest;
