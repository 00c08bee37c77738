package exo.db.backup;

import exo.db.backup.BackupCheck.Outcome;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.sealing.ColumnFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of one backup, or of the database that is backed up, found.
 *
 * @param subject what was looked at
 * @param checks by level, in the order in which they were made
 * @param columns what came of opening the values of each encrypted column; none where none was opened
 * @param keyFailure why the key does not serve, as any other command would tell it; null where it does
 */
public record BackupReport(
        Subject subject,
        List<BackupCheck> checks,
        List<Figure> figures,
        List<ColumnFacts> columns,
        @Nullable ExoException keyFailure) {
    public BackupReport {
        checks = List.copyOf(checks);
        figures = List.copyOf(figures);
        columns = List.copyOf(columns);
    }

    /** What is looked at. */
    public enum Subject {
        LIVE("live"),
        ARCHIVE("archive"),
        RESTORE("restore"),
        MANIFEST("manifest");

        private final String word;

        Subject(String word) {
            this.word = word;
        }

        /** As results print it. */
        public String word() {
            return word;
        }
    }

    /** Why the key does not serve. */
    public Optional<ExoException> failure() {
        return Optional.ofNullable(keyFailure);
    }

    /** The worst outcome. */
    public Outcome worst() {
        return checks.stream()
                .map(BackupCheck::outcome)
                .filter(outcome -> outcome != Outcome.LEFT_OUT)
                .max(Comparator.naturalOrder())
                .orElse(Outcome.OK);
    }

    /** How many checks ended so. */
    public long count(Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /** How the command ends: what is wrong with the key before everything else. */
    public ExitStatus exitStatus() {
        boolean isKey = checks.stream()
                .anyMatch(check ->
                        check.outcome() == Outcome.CRITICAL && check.level().isOfTheKey());
        return isKey
                ? ExitStatus.KEY
                : switch (worst()) {
                    case OK, LEFT_OUT -> ExitStatus.DONE;
                    case WARNING -> ExitStatus.CHECK_WARNED;
                    case CRITICAL -> ExitStatus.CHECK_FAILED;
                };
    }
}
