package exo.db;

import exo.db.crypto.Cell;
import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.Keyring;
import exo.db.crypto.Opened;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.keyring.KeyringReader;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;

/** {@code bootstrap-keyring seal}: every value can be read at any time, and in the end every one is sealed. */
final class SealStep implements FaultStep {
    private static final int ROWS = 3_000;

    private static final String ROWS_TO_SEAL = "insert into tenants (name, slug) values ('one', 'one');"
            + " insert into log_sinks (tenant_id, name, kind, config, enabled)"
            + " select t.id, n::text, 'syslog', 'clear ' || n, true from tenants t, generate_series(1, " + ROWS + ") n";

    @Override
    public String name() {
        return "seal";
    }

    @Override
    public void prepare(TestDatabase empty) throws SQLException {
        MigrateStage stage = new MigrateStage(empty);
        stage.migrate();
        stage.execute(ROWS_TO_SEAL);
    }

    @Override
    public List<String> line() {
        return List.of("bootstrap-keyring", "seal", "--yes");
    }

    @Override
    public List<String> lost(TestDatabase database) {
        List<String> lost = new ArrayList<>();
        int rows = 0;
        try (Session session = TestSessions.open(database);
                RootKey key = TestKeys.rootKey();
                Keyring keyring = Keyring.open(KeyringReader.entries(session), key);
                EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            for (Record row : session.sql().fetch("select id::text, name, config from log_sinks")) {
                rows++;
                String text = row.get(2, String.class);
                Opened opened = opener.open(new Cell("log_sinks", "config", row.get(0, String.class)), text);
                String read = opened instanceof Opened.Plaintext plaintext ? plaintext.text() : text;
                if (!read.equals("clear " + row.get(1, String.class))) {
                    lost.add("the value of row " + row.get(1, String.class));
                }
            }
        }
        if (rows != ROWS) {
            lost.add((ROWS - rows) + " rows");
        }
        return lost;
    }

    /** How many values are sealed, and that their column counts as sealed. */
    @Override
    public String record() {
        return "select 'values sealed: ' || count(*) from log_sinks where config like 'exo1:%'"
                + " union all select 'column ' || key from schema_state, jsonb_object_keys(sealed_columns) key";
    }
}
