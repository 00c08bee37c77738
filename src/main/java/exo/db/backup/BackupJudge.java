package exo.db.backup;

import exo.db.backup.ColumnFacts.Rows;
import exo.db.backup.Finding.Severity;
import exo.db.crypto.KeyWarning;
import java.util.ArrayList;
import java.util.List;

/** Says what the facts mean. */
final class BackupJudge {
    private BackupJudge() {}

    /** The findings: about the key, then column by column, in the order of the facts. */
    static List<Finding> judge(BackupSnapshot snapshot) {
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
            judge(column, snapshot, findings);
        }
        return findings;
    }

    private static void judge(ColumnFacts column, BackupSnapshot snapshot, List<Finding> findings) {
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
        if (column.plaintext().count() > 0) {
            findings.add(plaintext(column, snapshot));
        }
    }

    private static Finding plaintext(ColumnFacts column, BackupSnapshot snapshot) {
        return snapshot.sealedColumns().contains(column.place())
                ? new Finding(
                        "value.unsealed",
                        Severity.CRITICAL,
                        rows(column, "plaintext, though the column is sealed,", column.plaintext()),
                        "find out who wrote them: a writer that seals nothing, or somebody who replaced the values")
                : new Finding(
                        "value.plaintext",
                        Severity.WARNING,
                        rows(column, "plaintext, as it is then in every backup,", column.plaintext()),
                        "see exo-db-cli bootstrap-keyring status for what is still to be sealed");
    }

    private static String rows(ColumnFacts column, String claim, Rows rows) {
        String number = rows.count() == 1 ? "1 row" : rows.count() + " rows";
        String more = rows.count() > rows.firstIds().size() ? ", ..." : "";
        return column.place() + ": " + claim + " in " + number + ": " + String.join(", ", rows.firstIds()) + more;
    }
}
