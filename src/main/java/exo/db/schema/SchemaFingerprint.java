package exo.db.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A short text that two databases share exactly when they hold the same declared objects.
 *
 * <p>Objects count by definition: names of equivalent indexes and constraints, leaves, column order, undeclared extras
 * and whatever {@link Column#isLenient()} tolerates do not change it. It is the SHA-256, in hex, of the sorted
 * definitions. A declared name that says something else than declared makes its object count as missing, whatever
 * stands beside it.
 */
public final class SchemaFingerprint {
    private SchemaFingerprint() {}

    /** The fingerprint of a database in which nothing is missing. */
    public static String of(DeclaredSchema declared) {
        List<String> lines = new ArrayList<>();
        for (Table table : declared.tables()) {
            lines.add(tableLine(table));
            table.columns().forEach(column -> lines.add(columnLine(table, column)));
            table.indexes().forEach(index -> lines.add(indexLine(table, index)));
            table.foreignKeys().forEach(key -> lines.add(keyLine(table, key)));
            table.checks().forEach(check -> lines.add(checkLine(table, check)));
        }
        return digest(lines);
    }

    /** The fingerprint of a database as it was found: what is missing or different leaves no line. */
    public static String of(DeclaredSchema declared, SchemaSnapshot snapshot) {
        List<String> lines = new ArrayList<>();
        for (Table table : declared.tables()) {
            snapshot.table(table.name()).ifPresent(observed -> addLines(lines, table, observed));
        }
        return digest(lines);
    }

    private static void addLines(List<String> lines, Table table, ObservedTable observed) {
        if (SchemaPlanner.hasDeclaredLayout(table, observed)) {
            lines.add(tableLine(table));
        }
        for (Column column : table.columns()) {
            observed.column(column.name())
                    .filter(found -> Equivalence.sameType(column, found)
                            && Equivalence.sameNullability(column, found)
                            && Equivalence.sameDefault(column, found))
                    .ifPresent(found -> lines.add(columnLine(table, column)));
        }
        for (Index index : table.indexes()) {
            Equivalence.indexLike(index, observed)
                    .filter(ObservedTable.ObservedIndex::valid)
                    .ifPresent(found -> lines.add(indexLine(table, index)));
        }
        for (ForeignKey key : table.foreignKeys()) {
            Equivalence.keyLike(key, observed)
                    .filter(found -> found.validated() && !Equivalence.isKeyChanged(key, observed))
                    .ifPresent(found -> lines.add(keyLine(table, key)));
        }
        for (Check check : table.checks()) {
            Equivalence.checkLike(check, observed)
                    .filter(found -> found.validated() && !Equivalence.isCheckChanged(check, observed))
                    .ifPresent(found -> lines.add(checkLine(table, check)));
        }
    }

    private static String tableLine(Table table) {
        return "table " + table.name() + " " + table.layout() + " " + table.primaryKey();
    }

    private static String columnLine(Table table, Column column) {
        String rest = column.isLenient() ? "" : " " + column.nullability() + " " + column.defaultValue();
        return "column " + table.name() + "." + column.name() + " "
                + column.type().sql() + rest;
    }

    private static String indexLine(Table table, Index index) {
        return "index " + table.name() + " " + index.uniqueness().isUnique() + " " + index.definition();
    }

    private static String keyLine(Table table, ForeignKey key) {
        return "foreign key " + table.name() + " " + key.definition();
    }

    private static String checkLine(Table table, Check check) {
        return "check " + table.name() + " " + check.expression();
    }

    private static String digest(List<String> lines) {
        lines.sort(null);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
