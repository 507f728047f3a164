package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;

/** A program that signs its users in by LDAP. */
public interface LdapProgram {

    /** Starts it with this bridge as its directory, and waits until it can answer. */
    void start(LdapBridge bridge) throws IOException;

    /** Stops it. */
    void stop() throws IOException;

    /** Returns whether the program lets a user in. */
    boolean signsIn(String username, String password);
}
