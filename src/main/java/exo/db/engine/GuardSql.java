package exo.db.engine;

import static exo.db.engine.ChangeSql.sql;

import exo.db.database.AdvisoryLock;
import exo.db.database.SqlState;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Statements that fail their transaction, rather than return a row, so that they guard what follows in psql as well.
 */
final class GuardSql {
    private GuardSql() {}

    /** Takes one of the tool's advisory locks until the end of the transaction; 55P03 when somebody else has it. */
    static String advisoryLock(String schema, String lock, String message) {
        return sql("do {0}", DSL.inline("begin " + unlessLocked(schema, lock, message) + "; end"));
    }

    /** The same as a statement of PL/pgSQL. */
    static String unlessLocked(String schema, String lock, String message) {
        return unless(
                "not pg_try_advisory_xact_lock({0})",
                message, SqlState.LOCK_NOT_AVAILABLE, DSL.inline(AdvisoryLock.key(schema, lock)));
    }

    /** Raises the SQLSTATE with the message when the condition holds. */
    static String block(String condition, String message, String state, QueryPart... parts) {
        return sql("do {0}", DSL.inline("begin " + unless(condition, message, state, parts) + "; end"));
    }

    /** The same as a statement of PL/pgSQL. */
    static String unless(String condition, String message, String state, QueryPart... parts) {
        return "if " + sql(condition, parts) + " then raise exception using errcode = '" + state + "', message = "
                + sql("{0}", DSL.inline(message)) + "; end if";
    }
}
