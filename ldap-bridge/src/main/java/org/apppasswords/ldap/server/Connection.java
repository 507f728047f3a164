package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.apppasswords.ldap.config.Limits;
import org.apppasswords.ldap.keycloak.KeycloakException;
import org.apppasswords.ldap.keycloak.KeycloakException.Reason;

/**
 * One connection: reads a request, answers it, and reads the next one. A program that sends faster than it is served
 * waits. {@link Connections} ends connections that exceed a time limit.
 */
final class Connection implements Runnable {

    private static final String READ_ONLY = "This directory is read-only: administrators change users and groups in"
            + " Keycloak's admin console, users change their app passwords in the account console.";

    /** About what a parsed element takes: a control or a part of a filter can have three bytes in the message. */
    private static final long PARSED_ELEMENT_BYTES = 128;

    private enum Phase {
        WAITING,
        READING,
        WORKING
    }

    private final Bridge bridge;
    private final Connections connections;
    private final TlsKeys tls;
    private final String address;
    private final ClientNetwork network;
    private final PagedSearches pages;
    private final BindOperation bind;
    private final CompareOperation compare;
    private final RequestMemory.Share memory;

    /** The socket itself, which other threads close. With TLS, closing the socket on top could wait. */
    private final Socket rawSocket;

    private volatile Phase phase = Phase.WAITING;
    private volatile long since = System.nanoTime();
    private volatile boolean hasServed;
    private volatile boolean isBinding;
    private volatile boolean isStopping;
    private volatile Thread thread;

    private Socket socket;
    private boolean isTls;
    private volatile Identity identity = new Identity.Anonymous();
    private Inbox inbox;
    private Responses responses;

    /** @param tls null if there is no certificate */
    Connection(Bridge bridge, Connections connections, Socket socket, boolean isTls, TlsKeys tls) {
        this.bridge = bridge;
        this.connections = connections;
        this.rawSocket = socket;
        this.socket = socket;
        this.isTls = isTls;
        this.tls = tls;
        this.address = withoutZone(socket.getInetAddress().getHostAddress());
        this.network = ClientNetwork.of(socket.getInetAddress());
        this.pages = new PagedSearches(bridge.requestMemory().newWaitingShare());
        this.bind = new BindOperation(bridge);
        this.compare = new CompareOperation(bridge);
        this.memory = bridge.requestMemory().newShare();
    }

    ClientNetwork network() {
        return network;
    }

    /**
     * Returns whether the connection can end in favour of another one: the program has not signed in, and is not about to.
     * Everything else that it can do without a bind takes no time, unless it does not read the answers, or does not
     * continue a TLS handshake.
     */
    boolean canMakeRoom() {
        return isAnonymous() && !isBinding;
    }

    /** Returns whether the program has not signed in. It may be about to. */
    boolean isAnonymous() {
        return identity instanceof Identity.Anonymous;
    }

    /** Returns when the connection last began to wait, read or work, in the time of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    /** Returns why the connection has to end now, or null. */
    String exceededLimit(Limits limits, long now) {
        long nanos = now - since;
        return switch (phase) {
            case WAITING -> nanos > (hasServed ? limits.idle() : limits.firstRequest()).toNanos() ? "idle" : null;
            case READING -> nanos > limits.firstRequest().toNanos() ? "slow" : null;
            // The operation ends by itself in time, unless the program does not read the answer.
            case WORKING -> nanos > limits.operation().toNanos() + TimeUnit.SECONDS.toNanos(5) ? "stuck" : null;
        };
    }

    /** Ends the connection from another thread. */
    void close() {
        try {
            rawSocket.close();
        } catch (IOException e) {
            bridge.log().debug(() -> "Closing failed: " + e);
        }
        Thread running = thread;
        if (running != null) {
            // It may wait for its turn to ask Keycloak, or before it reports a wrong password.
            running.interrupt();
        }
    }

    /** Ends the connection as soon as the running operation has been answered. */
    void stop() {
        isStopping = true;
        if (phase == Phase.WAITING) {
            try {
                // The thread of the connection sees the end of its input, and tells the program that the connection
                // ends.
                rawSocket.shutdownInput();
            } catch (IOException e) {
                close();
            }
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            open(isTls ? tls.wrap(socket) : socket);
            serve();
        } catch (MalformedMessageException e) {
            bridge.log().debug(() -> address + ": " + e.getMessage());
            bridge.metrics().connectionRejected("malformed");
            disconnect(ResultCode.PROTOCOL_ERROR, e.getMessage());
        } catch (RequestMemoryException e) {
            bridge.log().warnSometimes(e.getMessage());
            bridge.metrics().connectionRejected("memory");
            disconnect(ResultCode.BUSY, e.getMessage());
        } catch (IOException e) {
            bridge.log().debug(() -> address + ": " + e);
        } catch (RuntimeException | StackOverflowError e) {
            bridge.log().error("An operation failed.", e);
            disconnect(ResultCode.OTHER, "An operation failed.");
        } finally {
            try {
                pages.endAll();
                leave();
            } finally {
                memory.giveBackAll();
                connections.remove(this);
            }
        }
    }

    private void open(Socket newSocket) throws IOException {
        socket = newSocket;
        inbox = new Inbox(newSocket.getInputStream(), bridge.settings().limits().messageBytes(), memory);
        responses = new Responses(newSocket.getOutputStream());
    }

    private void leave() {
        try {
            socket.close();
        } catch (IOException e) {
            bridge.log().debug(() -> address + ": " + e);
        }
        close();
    }

    private void serve() throws IOException, MalformedMessageException {
        while (!isStopping) {
            enter(Phase.WAITING);
            int first = inbox.await();
            if (first < 0) {
                break;
            }
            enter(Phase.READING);
            byte[] message = inbox.next(first);
            enter(Phase.WORKING);
            hasServed = true;
            if (!serve(message)) {
                return;
            }
            responses.flush();
            memory.giveBack(message.length);
        }
        if (isStopping) {
            disconnect(ResultCode.UNAVAILABLE, "The server stops.");
        }
    }

    private void enter(Phase next) {
        since = System.nanoTime();
        phase = next;
    }

    private boolean serve(byte[] bytes) throws IOException, MalformedMessageException {
        BerStructure structure = BerStructure.of(bytes);
        switch (structure.check()) {
            case INVALID -> throw new MalformedMessageException("The message is not valid BER.");
            case TOO_DEEP -> {
                rejectDeepFilter(bytes);
                return true;
            }
            case VALID -> {
                // Continues below.
            }
        }
        long parsedBytes = structure.elements() * PARSED_ELEMENT_BYTES;
        memory.take(parsedBytes);
        LDAPMessage message = parse(bytes);
        boolean goesOn = message != null && serve(message, bytes.length + parsedBytes);
        memory.giveBack(parsedBytes);
        return goesOn;
    }

    private static LDAPMessage parse(byte[] bytes) throws MalformedMessageException {
        try {
            return LDAPMessage.readFrom(new ASN1StreamReader(new ByteArrayInputStream(bytes), bytes.length), false);
        } catch (LDAPException | RuntimeException e) {
            throw new MalformedMessageException("The message cannot be read.");
        }
    }

    /** Answers a search whose filter is nested too deeply, without parsing it. */
    private void rejectDeepFilter(byte[] bytes) throws IOException, MalformedMessageException {
        MessageHead head = MessageHead.read(bytes);
        if (head.operation() != LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST) {
            throw new MalformedMessageException("The message is nested too deeply.");
        }
        responses.result(
                head.messageId(),
                head.operation(),
                ResultCode.ADMIN_LIMIT_EXCEEDED,
                null,
                "The filter is nested deeper than " + BerStructure.MAX_DEPTH + " levels.");
    }

    /**
     * Serves a request, and returns whether the connection goes on.
     *
     * @param requestBytes what the request takes of {@link RequestMemory}
     */
    private boolean serve(LDAPMessage message, long requestBytes) throws IOException, MalformedMessageException {
        byte operation = message.getProtocolOpType();
        int id = message.getMessageID();
        if (operation == LDAPMessage.PROTOCOL_OP_TYPE_UNBIND_REQUEST) {
            return false;
        }
        if (operation == LDAPMessage.PROTOCOL_OP_TYPE_ABANDON_REQUEST) {
            // The operation to abandon has ended already, since one follows the other. There is no answer.
            return true;
        }
        if (id <= 0) {
            throw new MalformedMessageException("The message ID must be between 1 and 2147483647.");
        }
        long start = System.nanoTime();
        ResultCode code;
        String problem = null;
        try {
            code = answer(message, requestBytes, id, operation);
        } catch (AbandonedException e) {
            bridge.metrics().operation(nameOf(operation), ResultCode.CANCELED_INT_VALUE, System.nanoTime() - start);
            return true;
        } catch (LdapError e) {
            code = e.code();
            problem = e.getMessage();
            pause(e.delay());
            responses.result(id, operation, code, e.matchedDn(), problem);
        } catch (KeycloakException e) {
            code = codeOf(e);
            problem = e.getMessage();
            if (e.reason() != Reason.LIST_NOT_ALLOWED && !rawSocket.isClosed()) {
                bridge.log().warnSometimes(e.getMessage());
            }
            responses.result(id, operation, code, null, messageOf(e));
        }
        if (code == null) {
            throw new MalformedMessageException("The request is not known.");
        }
        long nanoseconds = System.nanoTime() - start;
        bridge.metrics().operation(nameOf(operation), code.intValue(), nanoseconds);
        if (bridge.log().isDebug()) {
            debug(operation, code, problem, nanoseconds);
        }
        return true;
    }

    /** Waits, unless the connection ends meanwhile. */
    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ResultCode codeOf(KeycloakException e) {
        return switch (e.reason()) {
            case LIST_NOT_ALLOWED -> ResultCode.UNWILLING_TO_PERFORM;
            case UNREACHABLE, TIMEOUT, BUSY, INVALID_ANSWER, MISCONFIGURED, FORBIDDEN -> ResultCode.UNAVAILABLE;
        };
    }

    private static String messageOf(KeycloakException e) {
        return e.reason() == Reason.LIST_NOT_ALLOWED
                ? "This search would have to list users or groups, which the client attribute app-passwords.directory"
                        + " does not allow: search for uid=, mail= or entryUUID=."
                : "Keycloak cannot be asked now; the log of the bridge has the reason. Retry later.";
    }

    /** Answers a request; null for one that this server does not know. */
    private ResultCode answer(LDAPMessage message, long requestBytes, int id, byte operation)
            throws LdapError, KeycloakException, IOException, MalformedMessageException {
        switch (operation) {
            case LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST -> {
                pages.endAll();
                identity = new Identity.Anonymous();
                RequestControls.check(message.getControls());
                isBinding = true;
                try {
                    identity = bind.bind(message.getBindRequestProtocolOp(), address, isTls);
                } finally {
                    isBinding = false;
                }
                responses.result(id, operation, ResultCode.SUCCESS, null, null);
                return ResultCode.SUCCESS;
            }
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST -> {
                String base = message.getSearchRequestProtocolOp().getBaseDN();
                if (!base.isEmpty()) {
                    requireTls();
                }
                return new SearchOperation(bridge, identity, pages, responses, message, requestBytes)
                        .search(() -> inbox.isAbandoned(id));
            }
            case LDAPMessage.PROTOCOL_OP_TYPE_COMPARE_REQUEST -> {
                requireTls();
                RequestControls.check(message.getControls());
                ResultCode code = compare.compare(message.getCompareRequestProtocolOp(), identity);
                responses.result(id, operation, code, null, null);
                return code;
            }
            case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_REQUEST -> {
                RequestControls.check(message.getControls());
                return extended(id, message.getExtendedRequestProtocolOp());
            }
            case LDAPMessage.PROTOCOL_OP_TYPE_ADD_REQUEST,
                    LDAPMessage.PROTOCOL_OP_TYPE_DELETE_REQUEST,
                    LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_REQUEST,
                    LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_DN_REQUEST ->
                throw new LdapError(ResultCode.UNWILLING_TO_PERFORM, READ_ONLY);
            default -> {
                return null;
            }
        }
    }

    private void requireTls() throws LdapError {
        if (bridge.settings().isTlsRequired() && !isTls) {
            throw new LdapError(ResultCode.CONFIDENTIALITY_REQUIRED, "Use StartTLS or LDAPS first.");
        }
    }

    private ResultCode extended(int id, ExtendedRequestProtocolOp request) throws LdapError, IOException {
        switch (request.getOID()) {
            case StartTLSExtendedRequest.STARTTLS_REQUEST_OID -> {
                startTls(id);
                return ResultCode.SUCCESS;
            }
            case WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID -> {
                requireTls();
                responses.extended(id, ResultCode.SUCCESS, null, null, identity.authorizationId());
                return ResultCode.SUCCESS;
            }
            case PasswordModifyExtendedRequest.PASSWORD_MODIFY_REQUEST_OID ->
                throw new LdapError(ResultCode.UNWILLING_TO_PERFORM, READ_ONLY);
            default ->
                throw new LdapError(
                        ResultCode.PROTOCOL_ERROR, "The extended operation " + request.getOID() + " is not supported.");
        }
    }

    /** Turns to TLS: RFC 4511, section 4.14. What the program sent too early, without TLS, is never interpreted. */
    private void startTls(int id) throws LdapError, IOException {
        if (isTls) {
            throw new LdapError(ResultCode.OPERATIONS_ERROR, "The connection uses TLS already.");
        }
        if (tls == null) {
            throw new LdapError(ResultCode.PROTOCOL_ERROR, "This server has no certificate.");
        }
        if (inbox.hasMore()) {
            throw new LdapError(ResultCode.OPERATIONS_ERROR, "Requests followed StartTLS before its answer.");
        }
        responses.extended(id, ResultCode.SUCCESS, null, StartTLSExtendedRequest.STARTTLS_REQUEST_OID, null);
        responses.flush();
        pages.endAll();
        identity = new Identity.Anonymous();
        isTls = true;
        SSLSocket secure = tls.wrap(socket);
        secure.startHandshake();
        open(secure);
    }

    private void disconnect(ResultCode code, String message) {
        try {
            if (responses != null) {
                responses.disconnect(code, message);
            }
        } catch (IOException e) {
            bridge.log().debug(() -> address + ": " + e);
        }
    }

    /** Removes the network interface of a link-local IPv6 address, which means nothing to Keycloak. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static String nameOf(byte operation) {
        return switch (operation) {
            case LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST -> "bind";
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST -> "search";
            case LDAPMessage.PROTOCOL_OP_TYPE_COMPARE_REQUEST -> "compare";
            case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_REQUEST -> "extended";
            default -> "write";
        };
    }

    private void debug(byte operation, ResultCode code, String problem, long nanoseconds) {
        bridge.log()
                .debug(() -> address + " " + identity.authorizationId() + " " + nameOf(operation) + ": " + code
                        + (problem == null ? "" : " " + problem) + ", " + nanoseconds / 1000 + " us");
    }
}
