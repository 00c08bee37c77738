package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.one;

import exo.db.schema.Change;
import java.util.List;
import org.jooq.impl.DSL;

/** The statements that write this tool's own rows. */
final class StateSql {
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
}
