package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.SqlState;
import exo.db.schema.Change;
import exo.db.schema.KeyringChange;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** The statements that write the keyring: under its lock, in one transaction, and without ever deleting a row. */
final class KeyringSql {
    /**
     * What identifies a keyring, the same as {@code exo.db.keyring.KeyringDigest}: every row, in the order of the kids,
     * as its fields one after the other, each ended by a line end. Proofs of escrow change nothing about it.
     */
    private static final String DIGEST = """
            (select encode(sha256(convert_to(coalesce(string_agg(concat_ws(chr(10), kid, encode(wrapped_key, 'hex'),
                algorithm, root_key_fingerprint, coalesce(encode(next_wrapped_key, 'hex'), ''),
                coalesce(next_root_key_fingerprint, ''), canary, state, ''), '' order by kid collate "C"), ''),
                'UTF8')), 'hex') from {0})""";

    private static final String FIRST = """
            insert into {0} (kid, wrapped_key, algorithm, root_key_fingerprint, canary, state)
            values ({1})
            on conflict do nothing""";

    private static final String NEW = """
            insert into {0} (kid, wrapped_key, algorithm, root_key_fingerprint, canary, state)
            values ({1})""";

    private static final String RETIRE = """
            update {0} set state = 'retired', retired_at = clock_timestamp()
            where kid = {1}""";

    private static final String WRAP_TOO = """
            update {0} set next_wrapped_key = decode({1}, 'hex'), next_root_key_fingerprint = {2}
            where kid = {3}""";

    private static final String UNDER_NEXT_ALONE = """
            update {0} set wrapped_key = next_wrapped_key, root_key_fingerprint = next_root_key_fingerprint,
                next_wrapped_key = null, next_root_key_fingerprint = null, escrow_verified_at = null""";

    private static final String WITHOUT_NEXT = """
            update {0} set next_wrapped_key = null, next_root_key_fingerprint = null""";

    private static final String PROVED = """
            update {0} set escrow_verified_at = clock_timestamp()
            where root_key_fingerprint = {1}""";

    private KeyringSql() {}

    /** Without a trace when another replica's key is there by now. */
    static List<String> insert(Change.InsertKey insert) {
        return List.of(lock(insert.table()), sql(FIRST, name(insert.table()), row(insert.key())));
    }

    /** The keyring is held against what was planned from, and what it has become against what was proved to open. */
    static List<String> revise(Change.ReviseKeyring revise) {
        List<String> statements = new ArrayList<>();
        statements.add(lock(revise.table()));
        statements.add(
                guard(revise.table(), revise.digests().before(), "the keyring has changed since it was looked at"));
        statements.addAll(statements(revise.table(), revise.revision()));
        statements.add(guard(
                revise.table(), revise.digests().after(), "the keyring would not become what was proved to open"));
        return statements;
    }

    private static List<String> statements(QualifiedName table, KeyringChange revision) {
        return switch (revision) {
            case KeyringChange.Rotate rotate ->
                List.of(
                        sql(RETIRE, name(table), DSL.inline(rotate.retired())),
                        sql(NEW, name(table), row(rotate.key())));
            case KeyringChange.BeginRewrap begin ->
                begin.wraps().stream()
                        .map(wrap -> sql(
                                WRAP_TOO,
                                name(table),
                                DSL.inline(wrap.wrapped()),
                                DSL.inline(begin.coming()),
                                DSL.inline(wrap.kid())))
                        .toList();
            case KeyringChange.FinishRewrap finish -> List.of(sql(UNDER_NEXT_ALONE, name(table)));
            case KeyringChange.AbortRewrap abort -> List.of(sql(WITHOUT_NEXT, name(table)));
            case KeyringChange.RecordEscrowProof proof ->
                List.of(sql(PROVED, name(table), DSL.inline(proof.present())));
        };
    }

    private static String lock(QualifiedName table) {
        return GuardSql.advisoryLock(table.schema(), "keyring", "another run works on the keyring");
    }

    private static String guard(QualifiedName table, String digest, String message) {
        return GuardSql.block(DIGEST + " <> {1}", message, SqlState.GUARD, name(table), DSL.inline(digest));
    }

    private static QueryPart row(Change.WrappedKey key) {
        return DSL.sql(
                "{0}, decode({1}, 'hex'), {2}, {3}, {4}, 'active'",
                DSL.inline(key.kid()),
                DSL.inline(key.wrapped()),
                DSL.inline(key.algorithm()),
                DSL.inline(key.rootKeyFingerprint()),
                DSL.inline(key.canary()));
    }
}
