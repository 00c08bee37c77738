package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A release before the encrypted columns comes to the same end in place and beside its writers. */
@ExtendWith(PostgresExtension.class)
final class ConvertedReleaseIT {
    private static final String TEXTS = "select md5(string_agg(t::text, ' ' order by t::text)) from ("
            + "select config::text, status::text from tool_statuses union all select policy::text, '' from tool_permissions"
            + " union all select payload::text, '' from session_events) t";

    private final MigrateStage stage;

    ConvertedReleaseIT(TestDatabase database) {
        stage = new MigrateStage(database);
    }

    @Test
    void comesToItsEndBesideItsWriters() throws SQLException, IOException {
        comesToItsEnd("--rewrite-limit", "0");
    }

    @Test
    void comesToItsEndInPlace() throws SQLException, IOException {
        comesToItsEnd("--rewrite-limit", "1GiB");
    }

    private void comesToItsEnd(String... limit) throws SQLException, IOException {
        stage.run("before-encryption.sql");
        stage.run("before-encryption-mended.sql");
        String texts = stage.value(TEXTS);

        CommandRun converted = stage.migrate(limit);
        CommandRun rest = stage.migrate();

        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(stage.value(TEXTS)).isEqualTo(texts);
        assertThat(stage.isComplete()).isTrue();
        assertThat(
                        stage.value(
                                "select string_agg(k, ' ' order by k) from schema_state, jsonb_object_keys(sealed_columns -> 'text_since') k"))
                .isEqualTo("session_events.payload tool_permissions.policy tool_statuses.config tool_statuses.status");
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }
}
