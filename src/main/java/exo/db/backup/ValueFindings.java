package exo.db.backup;

import exo.db.crypto.RootKey;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.failure.Finding;
import exo.db.sealing.ColumnFacts;
import exo.db.sealing.ValueReport;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns what came of a key and of the values that it should open into checks: K1, K2 and D1. */
final class ValueFindings {
    private ValueFindings() {}

    /** Loads the key and opens the values with it; what is wrong with either is a check, not a failure. */
    static void check(CheckList checks, Supplier<RootKey> rootKey, Function<RootKey, ValueReport> open) {
        try (RootKey key = rootKey.get()) {
            checks.found(
                    BackupLevel.K1,
                    key.warnings().stream()
                            .map(warning -> Finding.warning(warning.id(), warning.what(), warning.next()))
                            .toList(),
                    "root key " + key.fingerprint() + " is there and well-formed");
            open(checks, key, open);
        } catch (ExoException e) {
            fail(checks, BackupLevel.K1, e);
            leftOut(checks, BackupLevel.K2);
            leftOut(checks, BackupLevel.D1);
        }
    }

    private static void open(CheckList checks, RootKey key, Function<RootKey, ValueReport> open) {
        try {
            ValueReport report = open.apply(key);
            checks.ok(
                    BackupLevel.K2,
                    "it opens the keyring; key " + report.snapshot().activeKid() + " seals new values");
            List<ColumnFacts> columns = report.snapshot().columns();
            List<Finding> findings = report.findings().stream()
                    .filter(finding -> key.warnings().stream()
                            .noneMatch(warning -> warning.id().equals(finding.id())))
                    .toList();
            boolean isSampled = columns.stream().anyMatch(ColumnFacts::isSampled);
            checks.found(
                    BackupLevel.D1, findings, isSampled ? "every value that was looked at opens" : "every value opens");
            checks.columns(columns);
        } catch (ExoException e) {
            fail(checks, BackupLevel.K2, e);
            leftOut(checks, BackupLevel.D1);
        }
    }

    /** Only what is wrong with the key or the keyring is an answer; anything else is a failure of the check. */
    private static void fail(CheckList checks, BackupLevel level, ExoException failure) {
        if (failure.exitStatus() != ExitStatus.KEY) {
            throw failure;
        }
        checks.keyFails(level, failure);
    }

    private static void leftOut(CheckList checks, BackupLevel level) {
        checks.leftOut(level, "key.none", "nothing can be opened without the right key", "");
    }
}
