package exo.db.backup;

import exo.db.database.Session;
import exo.db.failure.Finding;
import exo.db.model.ExoSchema;
import exo.db.sealing.SealedForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Finds columns that hold sealed values without being declared to: nothing would check, rotate or reseal them. */
final class UnregisteredColumns {
    /** 16 MiB of a table: read in an instant, and whoever seals a column seals all of it. */
    private static final double MOST_PAGES = 2_000;

    private UnregisteredColumns() {}

    static List<Finding> find(Session session) {
        List<Finding> findings = new ArrayList<>();
        for (Record relation :
                session.sql().fetch(BackupQueries.TEXT_COLUMNS, DSL.val(session.schema()), DSL.val(known()))) {
            String table = relation.get(0, String.class);
            for (String column : sealed(session, table, relation.get(1, String[].class), relation.get(2, Long.class))) {
                findings.add(Finding.warning(
                        "column.unregistered",
                        table + "." + column + " holds sealed values, and is not declared to: whether they open is not"
                                + " checked, and no new key reaches them",
                        "declare it in a release of exo-db-cli, or find out who writes it"));
            }
        }
        return findings;
    }

    private static List<String> sealed(Session session, String table, String[] columns, long pages) {
        List<Field<?>> questions = new ArrayList<>();
        for (String column : columns) {
            Condition isSealed = SealedForm.of(column);
            questions.add(DSL.coalesce(DSL.boolOr(isSealed), DSL.inline(false)));
        }
        String percent = String.format(Locale.ROOT, "%.6f", Math.min(100, 100 * MOST_PAGES / pages));
        Record answer = session.sql()
                .select(questions)
                .from(DSL.sql("only {0} tablesample system ({1})", DSL.name(session.schema(), table), DSL.raw(percent)))
                .fetchSingle();
        List<String> sealed = new ArrayList<>();
        for (int index = 0; index < columns.length; index++) {
            if (answer.get(index, Boolean.class)) {
                sealed.add(columns[index]);
            }
        }
        return sealed;
    }

    /** With the keyring's own sealed text, which proves each key. */
    private static String[] known() {
        List<String> places = new ArrayList<>(List.of("encryption_keys.canary"));
        ExoSchema.declared()
                .encryptedTables()
                .forEach(table ->
                        table.encryptedColumns().forEach(column -> places.add(table.name() + "." + column.name())));
        return places.toArray(String[]::new);
    }
}
