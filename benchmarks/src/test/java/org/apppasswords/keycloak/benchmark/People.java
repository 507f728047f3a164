package org.apppasswords.keycloak.benchmark;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * Users with app passwords that are inserted directly into the database, a hundred thousand in seconds: copies of a
 * user whom Keycloak created. Their names are {@code <prefix>-0}, {@code <prefix>-1} and so on, and they have the
 * model's other credentials.
 *
 * @param prefix prefix of their names
 * @param count number of users
 * @param appPasswords number of app passwords of each user
 */
record People(String prefix, int count, int appPasswords) {

    private static final int LETTERS = 24;

    // The ids are random like Keycloak's, so that neighbours in the index are unrelated.
    private static final String USERS = """
            insert into user_entity (id, username, email, email_constraint, email_verified, enabled, first_name, last_name,
                realm_id, created_timestamp, not_before)
            select md5(realm.name || ':' || called)::uuid::text, called, called || '@example.org',
                called || '@example.org', true, true, model.first_name, model.last_name, model.realm_id, model.created_timestamp, 0
            from (select ? || '-' || n as called from generate_series(0, ? - 1) n) names, user_entity model
            join realm on realm.id = model.realm_id
            where model.username = ? and realm.name = ?
            """;

    private static final String ROLES = """
            insert into user_role_mapping (role_id, user_id)
            select role_id, copy.id from user_role_mapping
            join user_entity model on model.id = user_role_mapping.user_id
            join realm on realm.id = model.realm_id
            join user_entity copy on copy.realm_id = model.realm_id and copy.username like ? || '-%'
            where model.username = ? and realm.name = ?
            """;

    private static final String OTHER_CREDENTIALS = """
            insert into credential (id, type, user_id, created_date, user_label, secret_data, credential_data, priority,
                version)
            select md5(credential.id || copy.id)::uuid::text, type, copy.id, created_date, user_label, secret_data,
                credential_data, priority, 0 from credential
            join user_entity model on model.id = credential.user_id
            join realm on realm.id = model.realm_id
            join user_entity copy on copy.realm_id = model.realm_id and copy.username like ? || '-%'
            where model.username = ? and realm.name = ?
            """;

    // The stored format of docs/architecture.md. The last use is now, unless a sign-in should write it.
    private static final String APP_PASSWORDS = """
            insert into credential (id, type, user_id, created_date, user_label, secret_data, credential_data, priority,
                version)
            select md5('app' || id || i)::uuid::text, 'app-password', id, created_timestamp, 'App ' || i,
                json_build_object('algorithm', 'sha256', 'salt', encode(salt, 'base64'), 'hash',
                    encode(sha256(salt || convert_to(letters, 'UTF8')), 'base64'))::text,
                json_build_object('schemaVersion', 1, 'clients', case when i = 0 then json_build_array()
                    when i = 2 and number % 10 = 0 then json_build_array('dovecot', 'postfix') else json_build_array('dovecot') end,
                    'expiresAt', null, 'lastUsedAt', usedAt, 'lastUsedFrom', null, 'lastUsedClient', null,
                    'recentNetworks', json_build_array())::text,
                (i + 1) * 10 + 10, 0
            from (
                select user_entity.id, created_timestamp, i, split_part(username, '-', 2)::int number, ?::bigint usedAt,
                    decode(md5('salt' || username || i), 'hex') salt,
                    substr(translate(md5(username || ':' || i), '0123456789abcdef', 'abcdefghijklmnop'), 1, 24) letters
                from user_entity join realm on realm.id = user_entity.realm_id, generate_series(0, ? - 1) i
                where username like ? || '-%' and realm.name = ?
            ) app_passwords
            """;

    private static final String NETWORKS = """
            update credential set credential_data = (credential_data::jsonb || jsonb_build_object('schemaVersion', 2,
                'networks', jsonb_build_array('192.0.2.0/24', '2001:db8::/32', '::1/128', '127.0.0.0/8')))::text
            from user_entity join realm on realm.id = user_entity.realm_id
            where credential.user_id = user_entity.id and credential.type = 'app-password'
                and user_entity.username like ? || '-%' and realm.name = ?
            """;

    private static final String IMPORTED = """
            update credential set secret_data = json_build_object('algorithm', ?, 'salt', null, 'hash', ?)::text
            from user_entity join realm on realm.id = user_entity.realm_id
            where credential.user_id = user_entity.id and credential.type = 'app-password'
                and user_entity.username like ? || '-%' and realm.name = ?
            """;

    /** Replaces the hashes of all their app passwords by this one of another system. */
    void replaceHashes(Connection database, String realm, String algorithm, String hash) throws SQLException {
        run(database, IMPORTED, algorithm, hash, prefix, realm);
    }

    /** Limits all their app passwords to networks, the last of which is this machine's. */
    void limit(Connection database, String realm) throws SQLException {
        run(database, NETWORKS, prefix, realm);
    }

    /**
     * Creates the users.
     *
     * @param model name of the user to copy, in the same realm
     * @param lastUsedAt time of the last use in epoch milliseconds, or {@code null} for never
     */
    void create(Connection database, String realm, String model, Long lastUsedAt) throws SQLException {
        run(database, USERS, prefix, count, model, realm);
        run(database, ROLES, prefix, model, realm);
        run(database, OTHER_CREDENTIALS, prefix, model, realm);
        run(database, APP_PASSWORDS, lastUsedAt, appPasswords, prefix, realm);
    }

    String username(int user) {
        return prefix + "-" + user;
    }

    /** Returns the letters of a user's app password. */
    String secret(int user, int appPassword) {
        StringBuilder letters = new StringBuilder();
        for (char digit : md5(username(user) + ":" + appPassword).toCharArray()) {
            letters.append((char) ('a' + Character.digit(digit, 16)));
        }
        return letters.substring(0, LETTERS);
    }

    private static void run(Connection database, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
