/**
 * Support for the integration tests. Dependencies run one way: {@code server} (programs, files and the tested server),
 * {@code http}, {@code fixtures}, {@code browser}, and finally {@code bridges} and {@code cluster}.
 */
package org.apppasswords.keycloak.it.support;
