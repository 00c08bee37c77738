package exo.db;

import exo.db.testing.Contents;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code migrate} on an old database: no row, and no text in one, may be lost, and every change is on record. */
final class UpgradeStep implements FaultStep {
    private final OldDatabase old;
    private @Nullable Contents contents;

    UpgradeStep(OldDatabase old) {
        this.old = old;
    }

    @Override
    public String name() {
        return "migrate-" + old.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void prepare(TestDatabase empty) throws SQLException, IOException {
        old.make(new MigrateStage(empty));
        contents = Contents.of(empty);
    }

    @Override
    public List<String> line() {
        return List.of("migrate");
    }

    @Override
    public List<String> lost(TestDatabase database) throws SQLException {
        return contents == null ? List.of() : contents.missingIn(database);
    }

    @Override
    public String record() {
        return "select 'step ' || step from migration_steps";
    }
}
