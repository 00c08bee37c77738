package exo.db.engine;

import static exo.db.engine.ChangeSql.name;
import static exo.db.engine.ChangeSql.sql;

import exo.db.database.AdvisoryLock;
import exo.db.database.SqlState;
import exo.db.schema.Change;
import java.util.List;
import org.jooq.impl.DSL;

/** What a plan needs around it to run in psql as it runs in this tool: the same session, the same lock. */
public final class ScriptSql {
    private ScriptSql() {}

    /** The settings that a session of this tool has, whatever the role's or the database's own are. */
    public static List<String> session(String schema) {
        return List.of(
                "set client_encoding to 'UTF8'",
                "set standard_conforming_strings to on",
                "set default_transaction_isolation to 'read committed'",
                "set statement_timeout to 0",
                "set timezone to 'UTC'",
                sql("set search_path to {0}", DSL.name(schema)));
    }

    /** Takes the lock that {@code migrate} takes, for the rest of the session; fails where somebody else has it. */
    public static String schemaLock(String schema) {
        return GuardSql.block(
                "not pg_try_advisory_lock({0})",
                "another run of exo-db-cli migrates this schema",
                SqlState.LOCK_NOT_AVAILABLE,
                DSL.inline(AdvisoryLock.key(schema, "schema")));
    }

    /** Fails where a newer release has migrated the schema since the plan was made. */
    public static String refuseNewer(Change.RecordState record) {
        String state = sql("{0}", name(record.table()));
        String newer = GuardSql.unless(
                "exists (select from {0} where schema_version > {1})",
                "a newer release has migrated this schema",
                SqlState.GUARD,
                name(record.table()),
                DSL.inline(record.version()));
        return sql(
                "do {0}",
                DSL.inline("begin if " + sql("to_regclass({0})", DSL.inline(state)) + " is not null then " + newer
                        + "; end if; end"));
    }
}
