package exo.db.backup;

import exo.db.backup.dump.DumpDamaged;
import exo.db.backup.dump.DumpHeader;
import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.backup.dump.DumpHeader.Format;
import exo.db.crypto.KeyWrong;
import exo.db.crypto.RootKey;
import exo.db.failure.ExoException;
import exo.db.failure.Finding;
import exo.db.schema.QualifiedName;
import exo.db.schema.Table;
import exo.db.sealing.LooseValues;
import exo.db.sealing.ValueReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what was seen in a dump means. */
final class ArchiveJudge {
    private final DumpHeader header;
    private final ArchiveExamination seen;
    private final DumpedValues values;
    private final CheckList checks;

    ArchiveJudge(DumpHeader header, ArchiveExamination seen, DumpedValues values, CheckList checks) {
        this.header = header;
        this.seen = seen;
        this.values = values;
        this.checks = checks;
    }

    /** @param damage what ended the reading; null where all of it was read */
    void judge(@Nullable DumpDamaged damage, @Nullable RootKey key, @Nullable Manifest manifest) {
        if (damage != null) {
            checks.found(BackupLevel.A2, ArchiveService.finding(damage));
        }
        contents(damage);
        keyring(damage, key);
        if (manifest != null && damage == null) {
            List<TableContents> tables = seen.tables().stream()
                    .map(DumpedTable::contents)
                    .flatMap(Optional::stream)
                    .toList();
            checks.found(
                    BackupLevel.M,
                    ManifestComparison.compare(manifest, tables),
                    "every table has the rows of the manifest of " + manifest.takenAt());
        }
        rows();
    }

    private void contents(@Nullable DumpDamaged damage) {
        List<Finding> findings = new ArrayList<>();
        for (DumpedTable table : seen.tables()) {
            if (table.misshapenRows() > 0) {
                findings.add(Finding.critical(
                        DumpDamaged.Kind.CORRUPT.id(),
                        table.misshapenRows() + " rows of " + table.relation() + " hold what their columns cannot: "
                                + String.join(", ", table.misshapen()),
                        "take another backup, and look for what damages files on the way or on the disk"));
            }
        }
        if (damage == null) {
            findings.addAll(parts());
        }
        if (damage != null || !findings.isEmpty()) {
            findings.forEach(finding -> checks.found(BackupLevel.A2, finding));
            return;
        }
        checks.ok(BackupLevel.A2, read());
    }

    private String read() {
        long rows = seen.tables().stream().mapToLong(DumpedTable::rows).sum();
        long tables = seen.tables().size();
        String objects = seen.largeObjects() == 0 ? "" : " and " + seen.largeObjects() + " large objects";
        return "every block was read: " + rows + " rows of " + tables + " tables" + objects + checksum();
    }

    /** What cannot be known without a checksum is said. */
    private String checksum() {
        boolean isWrapped = header.wrapping() == Compression.GZIP
                || header.wrapping() == Compression.BZIP2
                || header.wrapping() == Compression.XZ;
        if (isWrapped) {
            return "";
        }
        boolean arePacked = header.compression() == Compression.GZIP && header.format() != Format.TAR;
        return arePacked
                ? "; its definitions have no checksum, so that only a manifest tells a changed letter of them"
                : "; it has no checksum, so that only a manifest tells a changed letter of text";
    }

    /** Whether all is there that a dump of Exo's database has. */
    private List<Finding> parts() {
        List<Finding> findings = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Table table : DumpedHomes.DECLARED) {
            if (!isThere(table)) {
                missing.add(table.name());
            }
        }
        boolean hasDefinitions = seen.definitions().makesAny();
        if (missing.size() == DumpedHomes.DECLARED.size()) {
            findings.add(Finding.critical(
                    "backup.not-exo",
                    "it holds none of Exo's tables in the schema " + seen.schema(),
                    "name the dump of Exo's database, and its schema with --schema"));
            return findings;
        }
        if (!missing.isEmpty()) {
            findings.add(Finding.warning(
                    "backup.table-missing",
                    "it lacks " + missing.size() + " of Exo's tables: " + String.join(", ", missing),
                    "dump the whole database; a dump from an older release lacks what came later"));
        }
        if (!hasDefinitions) {
            findings.add(Finding.warning(
                    "backup.data-only",
                    "it holds rows and no definitions: it can be restored only into tables that are there",
                    "dump without --data-only"));
        } else if (seen.tables().isEmpty()) {
            findings.add(Finding.warning(
                    "backup.schema-only", "it holds definitions and no rows", "dump without --schema-only"));
        } else {
            withoutRows(findings);
        }
        return findings;
    }

    /** A table that is empty has a COPY of no rows, and one that was excluded has none. */
    private void withoutRows(List<Finding> findings) {
        List<QualifiedName> without = seen.withoutRows();
        if (!without.isEmpty()) {
            findings.add(Finding.warning(
                    "backup.rows-missing",
                    "it makes " + without.size() + " of Exo's tables and says nothing of their rows: "
                            + without.stream().map(QualifiedName::name).collect(Collectors.joining(", ")),
                    "dump without --exclude-table-data"));
        }
    }

    private boolean isThere(Table table) {
        QualifiedName name = new QualifiedName(seen.schema(), table.name());
        return seen.definitions().makes(name)
                || seen.tables().stream()
                        .anyMatch(dumped -> Objects.equals(dumped.declared().orElse(null), table));
    }

    private void keyring(@Nullable DumpDamaged damage, @Nullable RootKey key) {
        LooseValues opened = values.opened();
        Optional<ExoException> failure = seen.keyFailure();
        if (key != null && opened != null) {
            ValueReport report = opened.report(key, List.of(), seen.sealedColumns());
            checks.ok(
                    BackupLevel.K2,
                    "it opens the keyring in the dump; key " + report.snapshot().activeKid() + " sealed last");
            List<Finding> findings = report.findings().stream()
                    .filter(finding -> key.warnings().stream()
                            .noneMatch(warning -> warning.id().equals(finding.id())))
                    .toList();
            checks.found(
                    BackupLevel.A4, findings, damage == null ? "every value opens" : "every value that was read opens");
            checks.columns(report.snapshot().columns());
        } else if (failure.isPresent()) {
            keyFails(failure.get());
        } else if (seen.keyring().isEmpty() && values.sealed() > 0 && damage == null) {
            checks.found(
                    BackupLevel.K2,
                    Finding.critical(
                            "keyring.missing",
                            "it holds " + values.sealed() + " sealed values, and no row of encryption_keys: nothing"
                                    + " opens them",
                            "dump the whole database; the keyring may be in another backup of the same installation"));
            checks.leftOut(BackupLevel.A4, "key.none", "nothing can be opened without a keyring", "");
        } else if (key == null) {
            checks.leftOut(BackupLevel.K2, "key.none", "the keyring was not opened", "");
            checks.leftOut(BackupLevel.A4, "key.none", "no value was opened", "");
        } else if (damage != null) {
            checks.leftOut(BackupLevel.K2, "backup.unread", "the dump could not be read up to its keyring", "");
            checks.leftOut(BackupLevel.A4, "backup.unread", "no value was opened", "");
        } else {
            checks.found(
                    BackupLevel.K2,
                    Finding.warning(
                            "keyring.absent",
                            "it holds no row of encryption_keys, and no sealed value either",
                            "a backup of an installation that was ever started holds both"));
        }
    }

    /** Which of both is foreign, the key or the keyring, is told by the values. */
    private void keyFails(ExoException failure) {
        checks.keyFails(BackupLevel.K2, failure);
        List<String> kids = seen.keyring().kids();
        boolean isForeign = !values.kids().isEmpty() && values.kids().stream().noneMatch(kids::contains);
        if (failure instanceof KeyWrong && isForeign) {
            checks.found(
                    BackupLevel.A4,
                    Finding.critical(
                            "keyring.foreign",
                            "its values are sealed under " + String.join(", ", values.kids())
                                    + ", and its keyring holds other keys: " + String.join(", ", kids),
                            "the keyring is that of another installation: look for a backup in which both belong"
                                    + " together"));
        } else {
            checks.leftOut(BackupLevel.A4, "key.none", "nothing can be opened without the right key", "");
        }
    }

    /** Partitions are counted with the table that they are a part of. */
    private void rows() {
        TreeMap<String, Long> rows = new TreeMap<>();
        for (DumpedTable table : seen.tables()) {
            table.declared().ifPresent(declared -> rows.merge(declared.name(), table.rows(), Long::sum));
        }
        rows.forEach(checks::rows);
    }
}
