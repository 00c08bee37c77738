package exo.db.backup;

import exo.db.backup.BackupReport.Subject;
import exo.db.backup.Figure.Measure;
import exo.db.failure.ExoException;
import exo.db.failure.Finding;
import exo.db.sealing.ColumnFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what the checks of one backup find, in the order in which they are made. */
final class CheckList {
    private final List<BackupCheck> checks = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<ColumnFacts> columns = new ArrayList<>();
    private @Nullable ExoException keyFailure;

    void ok(BackupLevel level, String what) {
        checks.add(BackupCheck.ok(level, what));
    }

    void leftOut(BackupLevel level, String id, String why, String next) {
        checks.add(BackupCheck.leftOut(level, id, why, next));
    }

    void found(BackupLevel level, Finding finding) {
        checks.add(BackupCheck.of(level, finding));
    }

    /** Each finding, or that all is well. */
    void found(BackupLevel level, List<Finding> findings, String whatIfNone) {
        checks.addAll(BackupCheck.of(level, findings, whatIfNone));
    }

    /** The key is missing, malformed or wrong, or the keyring is. */
    void keyFails(BackupLevel level, ExoException failure) {
        String why = failure.why().isEmpty() ? "" : ": " + failure.why();
        found(level, Finding.critical(failure.id(), failure.what() + why, failure.next()));
        keyFailure = failure;
    }

    void figure(Measure measure, double value) {
        figures.add(new Figure(measure, value));
    }

    void rows(String table, long rows) {
        figures.add(new Figure(Measure.ROWS, table, rows));
    }

    void columns(List<ColumnFacts> facts) {
        columns.addAll(facts);
    }

    boolean keyServes() {
        return keyFailure == null;
    }

    BackupReport report(Subject subject) {
        return new BackupReport(subject, checks, figures, columns, keyFailure);
    }
}
