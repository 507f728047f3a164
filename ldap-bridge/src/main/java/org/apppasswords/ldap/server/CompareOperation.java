package org.apppasswords.ldap.server;

import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_UID;

import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Set;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.filter.Condition;
import org.apppasswords.ldap.filter.Memberships;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Compare: RFC 4511, section 4.10. */
final class CompareOperation {

    private final Bridge bridge;

    CompareOperation(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Returns {@code compareTrue} or {@code compareFalse}, or throws. */
    ResultCode compare(CompareRequestProtocolOp request, Identity identity) throws LdapError, KeycloakException {
        EntryName name = bridge.names()
                .resolve(request.getDN())
                .orElseThrow(() -> new LdapError(ResultCode.INVALID_DN_SYNTAX, "The name is not a valid DN."));
        AttributeType type = bridge.schema()
                .findInFilter(request.getAttributeName())
                .orElseThrow(() ->
                        new LdapError(ResultCode.UNDEFINED_ATTRIBUTE_TYPE, "The schema does not know this attribute."));
        Condition condition = bridge.compiler().equality(type, request.getAssertionValue());
        DirectoryEntry entry;
        Deadline deadline = Deadline.in(bridge.settings().limits().operation());
        Memberships memberships = (tree, username) -> Set.of();
        if (name instanceof EntryName.RootDse) {
            entry = bridge.rootDse();
        } else if (name instanceof EntryName.Subschema) {
            entry = bridge.subschema();
        } else {
            SearchPlanner planner =
                    new SearchPlanner(bridge, bridge.service(SearchOperation.treeOf(name)), identity, deadline);
            entry = planner.entry(name);
            memberships = planner.memberships();
        }
        boolean asksForMember = entry.kind() == Kind.GROUP && (type.equals(MEMBER) || type.equals(MEMBER_UID));
        if (entry.get(type) == null && !asksForMember) {
            throw new LdapError(ResultCode.NO_SUCH_ATTRIBUTE, "The entry does not have this attribute.");
        }
        return switch (bridge.evaluator().evaluate(condition, entry, memberships)) {
            case TRUE -> ResultCode.COMPARE_TRUE;
            case FALSE -> ResultCode.COMPARE_FALSE;
            case UNDEFINED ->
                throw new LdapError(ResultCode.INVALID_ATTRIBUTE_SYNTAX, "The value is not valid for this attribute.");
        };
    }
}
