package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.one;
import static exo.db.engine.ChangeSql.sql;

import exo.db.schema.Change;
import java.util.List;
import org.jooq.impl.DSL;

/** The statements that write this tool's own rows. */
final class StateSql {
    private static final String INSERT_KEY = """
            insert into {0} (kid, wrapped_key, algorithm, root_key_fingerprint, canary, state)
            values ({1}, decode({2}, 'hex'), {3}, {4}, {5}, 'active')
            on conflict do nothing""";

    private StateSql() {}

    static List<String> recordState(Change.RecordState record) {
        return one("""
                insert into {0} (schema_version, fingerprint) values ({1}, {2})
                on conflict (id) do update
                set schema_version = excluded.schema_version, fingerprint = excluded.fingerprint, updated_at = now()""", name(record.table()), DSL.inline(record.version()), DSL.inline(record.fingerprint()));
    }

    /** Under the key text_since, which no column can have: sealed columns are the keys with a dot. */
    static List<String> recordTextChange(Change.RecordTextChange record) {
        return one("""
                insert into {0} as s (schema_version, fingerprint, sealed_columns)
                values (0, '', jsonb_build_object('text_since', jsonb_build_object({1}, now())))
                on conflict (id) do update set
                    sealed_columns = s.sealed_columns || jsonb_build_object('text_since',
                        coalesce(s.sealed_columns -> 'text_since', jsonb_build_object())
                            || jsonb_build_object({1}, now())),
                    updated_at = now()""", name(record.stateTable()), DSL.inline(record.column()));
    }

    /** Under the lock of the keyring, and without a trace when another replica's key is there by now. */
    static List<String> insertKey(Change.InsertKey insert) {
        Change.WrappedKey key = insert.key();
        return List.of(
                GuardSql.advisoryLock(insert.table().schema(), "keyring", "another run works on the keyring"),
                sql(
                        INSERT_KEY,
                        name(insert.table()),
                        DSL.inline(key.kid()),
                        DSL.inline(key.wrapped()),
                        DSL.inline(key.algorithm()),
                        DSL.inline(key.rootKeyFingerprint()),
                        DSL.inline(key.canary())));
    }
}
