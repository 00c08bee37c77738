package exo.db.sealing;

import exo.db.crypto.KeyWarning;
import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import exo.db.sealing.ColumnFacts.Rows;
import java.util.ArrayList;
import java.util.List;

/** Says what the facts mean. */
final class ValueJudge {
    private ValueJudge() {}

    /** The findings: about the key, then column by column, in the order of the facts. */
    static List<Finding> judge(ValueSnapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        for (KeyWarning warning : snapshot.keyWarnings()) {
            findings.add(new Finding(warning.id(), Severity.WARNING, warning.what(), warning.next()));
        }
        for (String place : snapshot.absentColumns()) {
            findings.add(new Finding(
                    "column.absent",
                    Severity.WARNING,
                    "the encrypted column " + place + " is not there",
                    "run exo-db-cli migrate"));
        }
        for (ColumnFacts column : snapshot.columns()) {
            findings.addAll(unreadable(column));
            if (column.plaintext().count() > 0) {
                findings.add(snapshot.sealedColumns().contains(column.place()) ? unsealed(column) : plaintext(column));
            }
        }
        return findings;
    }

    /** Of values that have the form of sealed ones, and do not open. */
    static List<Finding> unreadable(ColumnFacts column) {
        List<Finding> findings = new ArrayList<>();
        if (column.damaged().count() > 0) {
            findings.add(new Finding(
                    "value.damaged",
                    Severity.CRITICAL,
                    rows(column, "values that do not open", column.damaged()),
                    "restore these values from a backup; a value opens only in the row, column and table that it was"
                            + " sealed for"));
        }
        if (column.unknown().count() > 0) {
            findings.add(new Finding(
                    "value.unknown-kid",
                    Severity.CRITICAL,
                    rows(
                            column,
                            "values sealed under keys that the keyring lacks ("
                                    + String.join(", ", column.unknownKids()) + ")",
                            column.unknown()),
                    "restore the missing rows of encryption_keys from the backup that these values come from"));
        }
        return findings;
    }

    /** Of plaintext where it is damage. */
    static Finding unsealed(ColumnFacts column) {
        return new Finding(
                "value.unsealed",
                Severity.CRITICAL,
                rows(column, "plaintext, though the column is sealed,", column.plaintext()),
                "find out who wrote them: a writer that seals nothing, or somebody who replaced the values; if they are"
                        + " right, exo-db-cli bootstrap-keyring seal --accept-plaintext seals them");
    }

    private static Finding plaintext(ColumnFacts column) {
        return new Finding(
                "value.plaintext",
                Severity.WARNING,
                rows(column, "plaintext, as it is then in every backup,", column.plaintext()),
                "run exo-db-cli bootstrap-keyring seal once no older image has to read it any more");
    }

    private static String rows(ColumnFacts column, String claim, Rows rows) {
        String number = rows.count() == 1 ? "1 row" : rows.count() + " rows";
        String more = rows.count() > rows.firstIds().size() ? ", ..." : "";
        return column.place() + ": " + claim + " in " + number + ": " + String.join(", ", rows.firstIds()) + more;
    }
}
