package org.apppasswords.keycloak.credential;

import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON as it is stored: plain, so that no setting of the server changes what is read back years later. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}
}
