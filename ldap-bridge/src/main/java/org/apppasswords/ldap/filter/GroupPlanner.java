package org.apppasswords.ldap.filter;

import static org.apppasswords.ldap.entry.DirectorySchema.CN;
import static org.apppasswords.ldap.entry.DirectorySchema.DISTINGUISHED_NAME;
import static org.apppasswords.ldap.entry.DirectorySchema.ENTRY_DN;
import static org.apppasswords.ldap.entry.DirectorySchema.ENTRY_UUID;
import static org.apppasswords.ldap.entry.DirectorySchema.HAS_SUBORDINATES;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_UID;
import static org.apppasswords.ldap.entry.DirectorySchema.OBJECT_CLASS;
import static org.apppasswords.ldap.entry.DirectorySchema.STRUCTURAL_OBJECT_CLASS;
import static org.apppasswords.ldap.entry.DirectorySchema.SUBSCHEMA_SUBENTRY;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.entry.KeycloakName;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.filter.GroupQuestion.ByName;
import org.apppasswords.ldap.filter.GroupQuestion.ByUuid;
import org.apppasswords.ldap.filter.GroupQuestion.OfMember;

/** Plans searches for groups. */
public final class GroupPlanner extends Planner<GroupQuestion> {

    private static final Set<AttributeType> ALWAYS = Set.of(
            OBJECT_CLASS,
            STRUCTURAL_OBJECT_CLASS,
            CN,
            ENTRY_UUID,
            ENTRY_DN,
            DISTINGUISHED_NAME,
            HAS_SUBORDINATES,
            SUBSCHEMA_SUBENTRY);

    private final NameSpace names;
    private final Set<AttributeType> possible = new HashSet<>(ALWAYS);

    public GroupPlanner(NameSpace names) {
        this.names = names;
        possible.addAll(Set.of(MEMBER, MEMBER_UID));
    }

    /** Returns what to ask Keycloak for, to find all groups that a filter can select. */
    public Plan<GroupQuestion> planGroups(Condition condition) {
        return plan(condition);
    }

    @Override
    Optional<Truth> hasClass(Condition.HasClass condition) {
        return switch (condition.objectClass()) {
            case TOP, GROUP_OF_NAMES -> Optional.of(Truth.TRUE);
            default -> Optional.of(Truth.FALSE);
        };
    }

    @Override
    boolean canHaveMembers() {
        return true;
    }

    @Override
    boolean canHave(AttributeType type) {
        return possible.contains(type);
    }

    @Override
    boolean alwaysHas(AttributeType type) {
        return ALWAYS.contains(type);
    }

    @Override
    Plan<GroupQuestion> planFor(Condition assertion) {
        if (assertion instanceof Condition.Membership membership) {
            return KeycloakName.canBeUser(membership.username())
                    ? Plan.of(new OfMember(membership.username()))
                    : Plan.nothing();
        }
        if (!(assertion instanceof Condition.Equality equality)) {
            return Plan.everything();
        }
        AttributeType type = equality.type();
        if (type.equals(CN)) {
            return byName(equality.value().stringValue(), equality.text(), GroupPlanner::group);
        }
        if (type.equals(ENTRY_UUID)) {
            return Plan.of(new ByUuid(equality.value().stringValue()));
        }
        if (type.equals(ENTRY_DN) || type.equals(DISTINGUISHED_NAME)) {
            return names.resolve(equality.text()).orElse(null) instanceof EntryName.Group group
                    ? group(group.groupName())
                    : Plan.nothing();
        }
        return Plan.everything();
    }

    private static Plan<GroupQuestion> group(String name) {
        return KeycloakName.canBeGroup(name) ? Plan.of(new ByName(name)) : Plan.nothing();
    }
}
