package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.NoticeOfDisconnectionExtendedResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes the messages of the server: RFC 4511, section 4. */
final class Responses {

    private static final List<String> NO_REFERRALS = List.of();

    private static final int FLUSH_BYTES = 16 * 1024;

    /** Small between operations, since there may be thousands of connections. */
    private static final int IDLE_BYTES = 4 * 1024;

    private final ASN1Buffer buffer = new ASN1Buffer(IDLE_BYTES);
    private final OutputStream out;

    Responses(OutputStream out) {
        this.out = out;
    }

    void write(int messageId, ProtocolOp operation, Control... controls) throws IOException {
        new LDAPMessage(messageId, operation, controls).writeTo(buffer);
        if (buffer.length() >= FLUSH_BYTES) {
            flush();
        }
    }

    void flush() throws IOException {
        if (buffer.length() > 0) {
            buffer.writeTo(out);
            buffer.clear();
        }
    }

    /** Writes the result of an operation; nothing for one that has no answer. */
    void result(int messageId, byte request, ResultCode code, String matchedDn, String message, Control... controls)
            throws IOException {
        ProtocolOp operation = result(request, code.intValue(), matchedDn, message);
        if (operation != null) {
            write(messageId, operation, controls);
        }
    }

    private static ProtocolOp result(byte request, int code, String matchedDn, String message) {
        return switch (request) {
            case LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST ->
                new BindResponseProtocolOp(code, matchedDn, message, NO_REFERRALS, null);
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST ->
                new SearchResultDoneProtocolOp(code, matchedDn, message, NO_REFERRALS);
            case LDAPMessage.PROTOCOL_OP_TYPE_COMPARE_REQUEST ->
                new CompareResponseProtocolOp(code, matchedDn, message, NO_REFERRALS);
            case LDAPMessage.PROTOCOL_OP_TYPE_ADD_REQUEST ->
                new AddResponseProtocolOp(code, matchedDn, message, NO_REFERRALS);
            case LDAPMessage.PROTOCOL_OP_TYPE_DELETE_REQUEST ->
                new DeleteResponseProtocolOp(code, matchedDn, message, NO_REFERRALS);
            case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_REQUEST ->
                new ModifyResponseProtocolOp(code, matchedDn, message, NO_REFERRALS);
            case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_DN_REQUEST ->
                new ModifyDNResponseProtocolOp(code, matchedDn, message, NO_REFERRALS);
            case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_REQUEST ->
                new ExtendedResponseProtocolOp(code, matchedDn, message, NO_REFERRALS, null, null);
            default -> null;
        };
    }

    void extended(int messageId, ResultCode code, String message, String oid, String value) throws IOException {
        write(
                messageId,
                new ExtendedResponseProtocolOp(
                        code.intValue(),
                        null,
                        message,
                        NO_REFERRALS,
                        oid,
                        value == null ? null : new ASN1OctetString(value)));
    }

    /** Tells the program that the connection ends: RFC 4511, section 4.4.1. */
    void disconnect(ResultCode code, String message) throws IOException {
        extended(0, code, message, NoticeOfDisconnectionExtendedResult.NOTICE_OF_DISCONNECTION_RESULT_OID, null);
        flush();
    }
}
