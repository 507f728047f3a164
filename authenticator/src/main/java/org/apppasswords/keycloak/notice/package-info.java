/** E-mails to users about their app passwords. */
package org.apppasswords.keycloak.notice;
