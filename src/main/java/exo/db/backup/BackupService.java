package exo.db.backup;

import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.engine.CatalogReader;
import exo.db.model.ExoSchema;
import exo.db.schema.Column;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.SchemaSnapshot;
import exo.db.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Proves that the key at hand opens every sealed value of the live database, and so every backup taken of it. */
public final class BackupService {
    private static final String STATE = "schema_state";

    private final Function<Session, List<KeyringEntry>> keyringEntries;
    private final DeclaredSchema declared = declared();

    /** @param keyringEntries reads the keyring's rows within the session's transaction */
    public BackupService(Function<Session, List<KeyringEntry>> keyringEntries) {
        this.keyringEntries = keyringEntries;
    }

    /**
     * Opens every value, all as of one moment, in constant memory. Writes nothing and runs on a standby too.
     *
     * <p>Until it returns, vacuum keeps what became obsolete since it began, and a change of an encrypted column's
     * table has to wait.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}, before any value is read
     */
    public BackupReport check(Session session, RootKey rootKey) {
        BackupSnapshot snapshot = session.inTransaction(() -> {
            BackupQueries.freeze(session);
            try (Keyring keyring = Keyring.open(keyringEntries.apply(session), rootKey)) {
                return snapshot(session, rootKey, keyring);
            }
        });
        return new BackupReport(snapshot, BackupJudge.judge(snapshot));
    }

    private BackupSnapshot snapshot(Session session, RootKey rootKey, Keyring keyring) {
        SchemaSnapshot observed = CatalogReader.snapshot(session, declared);
        List<ColumnFacts> columns = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        try (EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            for (Table table : declared.encryptedTables()) {
                List<String> found = observed.encryptedColumns(table).stream()
                        .map(ObservedColumn::name)
                        .toList();
                columns.addAll(open(session, table.name(), found, opener));
                table.encryptedColumns().stream()
                        .map(Column::name)
                        .filter(column -> !found.contains(column))
                        .forEach(column -> absent.add(table.name() + "." + column));
            }
        }
        Set<String> sealed = observed.table(STATE).isPresent() ? BackupQueries.sealedColumns(session) : Set.of();
        return new BackupSnapshot(
                rootKey.fingerprint(), rootKey.warnings(), keyring.active().kid(), columns, absent, sealed);
    }

    private static List<ColumnFacts> open(Session session, String table, List<String> columns, EnvelopeOpener opener) {
        if (columns.isEmpty()) {
            return List.of();
        }
        List<ColumnTally> tallies = columns.stream()
                .map(column -> new ColumnTally(table, column, opener))
                .toList();
        BackupQueries.read(session, table, tallies, columns);
        return tallies.stream().map(ColumnTally::facts).toList();
    }

    private static DeclaredSchema declared() {
        DeclaredSchema all = ExoSchema.declared();
        List<Table> tables = new ArrayList<>(all.encryptedTables());
        all.table(STATE).ifPresent(tables::add);
        return new DeclaredSchema(all.version(), tables);
    }
}
