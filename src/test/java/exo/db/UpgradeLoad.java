package exo.db;

import exo.db.WriteLoad.Writer;
import java.sql.SQLException;
import java.util.List;

/**
 * Rows and writers for the tables that an upgrade changes: what makes an upgrade take long, and who must not notice.
 */
final class UpgradeLoad {
    private static final String DEPLOYMENT = "'30000000-0000-0000-0000-000000000001'";
    private static final String TENANT = "'10000000-0000-0000-0000-000000000001'";
    private static final String FILLER = "repeat('x', 200)";

    private UpgradeLoad() {}

    /** Adds that many rows to each table that the upgrade of this database changes. */
    static void fill(MigrateStage stage, OldDatabase old, int rows) throws SQLException {
        for (String insert : fillings(old)) {
            stage.execute(insert + " from generate_series(1, " + rows + ") n");
        }
        stage.execute("vacuum analyze");
    }

    private static List<String> fillings(OldDatabase old) {
        return switch (old) {
            case EMPTY -> List.of();
            case GORM ->
                List.of(
                        "insert into sessions (created_at, tenant_id, deployment_id, kind) select now(), " + TENANT
                                + ", " + DEPLOYMENT + ", 'run'",
                        "insert into context_summaries (created_at, deployment_id, agent_namespace, agent_name, summary)"
                                + " select now(), " + DEPLOYMENT + ", 'load', 'row-' || n, " + FILLER);
            case BEFORE_ENCRYPTION ->
                List.of(
                        toolStatuses("row-"),
                        toolStatuses("gone-"),
                        "insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload)"
                                + " select gen_random_uuid(), " + TENANT + ", " + DEPLOYMENT
                                + ", 0, 'filler', jsonb_build_object('text', " + FILLER + ")",
                        "insert into sessions (tenant_id, deployment_id, kind) select " + TENANT + ", " + DEPLOYMENT
                                + ", 'run'");
            case PLAIN_EVENTS ->
                List.of("insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload)"
                        + " select gen_random_uuid(), " + TENANT + ", " + DEPLOYMENT
                        + ", 0, 'filler', jsonb_build_object('text', " + FILLER + ")");
        };
    }

    private static String toolStatuses(String name) {
        return "insert into tool_statuses (deployment_id, namespace, name, type, config, status) select " + DEPLOYMENT
                + ", 'load', '" + name + "' || n, 'mcp', jsonb_build_object('text', " + FILLER
                + "), jsonb_build_object('n', n)";
    }

    /** Writers as of the old release, on each of these tables. */
    static List<Writer> writers(OldDatabase old) {
        return switch (old) {
            case EMPTY -> List.of();
            case GORM -> List.of(sessions(), summaries());
            case BEFORE_ENCRYPTION -> List.of(statuses(), changedStatuses(), deletedStatuses(), events(), sessions());
            case PLAIN_EVENTS -> List.of(events());
        };
    }

    private static Writer statuses() {
        return new Writer(
                "tool_statuses insert",
                number -> "insert into tool_statuses (deployment_id, namespace, name, type, config) values ("
                        + DEPLOYMENT + ", 'new', '" + number + "', 'mcp', '{\"n\": " + number + "}')",
                "select count(*) from tool_statuses where namespace = 'new' and config::text = '{\"n\": ' || name || '}'");
    }

    private static Writer changedStatuses() {
        return new Writer(
                "tool_statuses update",
                number -> "update tool_statuses set config = '{\"changed\": \"row-" + number
                        + "\"}', status = null where namespace = 'load' and name = 'row-" + number
                        + "' and deployment_id = " + DEPLOYMENT,
                "select count(*) from tool_statuses where namespace = 'load' and status is null"
                        + " and config::text = '{\"changed\": \"' || name || '\"}'");
    }

    private static Writer deletedStatuses() {
        return new Writer(
                "tool_statuses delete",
                number -> "delete from tool_statuses where namespace = 'load' and name = 'gone-" + number
                        + "' and deployment_id = " + DEPLOYMENT,
                "select (select max(substr(name, 6)::bigint) from tool_statuses where name like 'gone-%') - count(*)"
                        + " from tool_statuses where name like 'gone-%'");
    }

    private static Writer events() {
        return new Writer(
                "session_events insert",
                number -> "insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload) values"
                        + " (gen_random_uuid(), " + TENANT + ", " + DEPLOYMENT + ", " + number + ", 'new', '{\"n\": "
                        + number + "}')",
                "select count(*) from session_events where type = 'new' and payload::text = '{\"n\": ' || seq || '}'");
    }

    private static Writer sessions() {
        return new Writer(
                "sessions insert",
                number -> "insert into sessions (tenant_id, deployment_id, kind, grant_id) values (" + TENANT + ", "
                        + DEPLOYMENT + ", 'run', 'new-" + number + "')",
                "select count(*) from sessions where grant_id like 'new-%'");
    }

    private static Writer summaries() {
        return new Writer(
                "context_summaries insert",
                number -> "insert into context_summaries (deployment_id, agent_namespace, agent_name, summary) values ("
                        + DEPLOYMENT + ", 'new', '" + number + "', 'summary " + number + "')",
                "select count(*) from context_summaries where agent_namespace = 'new' and summary = 'summary ' || agent_name");
    }
}
