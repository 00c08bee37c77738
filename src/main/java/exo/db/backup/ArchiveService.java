package exo.db.backup;

import exo.db.backup.ArchiveExamination.Hashing;
import exo.db.backup.BackupReport.Subject;
import exo.db.backup.Figure.Measure;
import exo.db.backup.dump.Dump;
import exo.db.backup.dump.DumpDamaged;
import exo.db.backup.dump.DumpHeader;
import exo.db.backup.dump.DumpHeader.Compression;
import exo.db.backup.dump.InsertedRows;
import exo.db.crypto.KeyMissing;
import exo.db.crypto.RootKey;
import exo.db.crypto.SecretSearch;
import exo.db.database.Timing;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.failure.Finding;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Proves without any server that a dump is whole, recent, free of secrets, and opened by the key at hand. */
public final class ArchiveService {
    private final Clock clock;
    private final Timing timing;
    private final Duration patience;
    private final int mostWaiting;

    /**
     * @param clock this machine's, by which a dump is so old
     * @param patience how long nothing may come of the dump
     */
    public ArchiveService(Clock clock, Timing timing, Duration patience) {
        this(clock, timing, patience, DumpedValues.MOST_WAITING);
    }

    /** @param mostWaiting how much text of values may wait for a keyring that comes after them */
    ArchiveService(Clock clock, Timing timing, Duration patience, int mostWaiting) {
        this.clock = clock;
        this.timing = timing;
        this.patience = patience;
        this.mostWaiting = mostWaiting;
    }

    /** Reads all of it and makes every check, in memory that does not grow with it. Writes nothing. */
    public BackupReport check(ArchiveCheck wanted) {
        CheckList checks = new CheckList();
        Manifest manifest = wanted.manifest() == null ? null : Manifest.read(wanted.manifest());
        RootKey key = key(wanted, checks);
        try {
            check(wanted, manifest, key, checks);
        } finally {
            if (key != null) {
                key.close();
            }
        }
        return checks.report(Subject.ARCHIVE);
    }

    /** Null where there is none that could be used. */
    private static @Nullable RootKey key(ArchiveCheck wanted, CheckList checks) {
        try {
            RootKey key = wanted.rootKey().get();
            checks.found(
                    BackupLevel.K1,
                    key.warnings().stream()
                            .map(warning -> Finding.warning(warning.id(), warning.what(), warning.next()))
                            .toList(),
                    "root key " + key.fingerprint() + " is there and well-formed");
            return key;
        } catch (ExoException e) {
            if (e.exitStatus() != ExitStatus.KEY) {
                throw e;
            }
            if (e instanceof KeyMissing missing && missing.isOfNothingGiven()) {
                checks.found(
                        BackupLevel.K1,
                        Finding.warning(
                                e.id(),
                                "no root key is at hand: whether it opens the dump, and whether it is in it, is not"
                                        + " known",
                                "set EXO_ENCRYPTION_KEY_FILE or EXO_ENCRYPTION_KEY"));
            } else {
                checks.keyFails(BackupLevel.K1, e);
            }
            return null;
        }
    }

    private void check(ArchiveCheck wanted, @Nullable Manifest manifest, @Nullable RootKey key, CheckList checks) {
        try {
            Dump dump = Dump.open(wanted.dump(), patience, DumpHeadway.of(wanted.dump(), timing, wanted.progress()));
            about(dump.header(), wanted, manifest, checks);
            examine(dump, wanted, manifest, key, checks);
        } catch (DumpDamaged e) {
            checks.found(BackupLevel.A1, finding(e));
        } catch (IOException e) {
            checks.found(
                    BackupLevel.A1,
                    Finding.critical(
                            DumpDamaged.Kind.UNREADABLE.id(),
                            "cannot read " + wanted.dump() + ": " + e.getMessage(),
                            "look at the file's rights and at the disk that it lies on"));
        }
    }

    private void about(DumpHeader header, ArchiveCheck wanted, @Nullable Manifest manifest, CheckList checks)
            throws IOException {
        Instant now = clock.instant();
        DumpAge age = DumpAge.of(wanted.dump(), header, manifest, wanted.zone());
        checks.ok(BackupLevel.A1, description(header));
        if (!header.conversions().isEmpty()) {
            checks.found(BackupLevel.A1, converted(header));
        }
        checks.found(
                BackupLevel.A1,
                age.findings(now, wanted.maxAge()),
                "it was begun " + age.words(now) + " (" + age.source() + ")");
        checks.figure(Measure.AGE, Math.max(0, age.at(now).toMillis() / 1000.0));
        long bytes = DumpSize.of(wanted.dump());
        checks.figure(Measure.SIZE, (double) bytes);
        if (manifest != null) {
            checks.found(
                    BackupLevel.M,
                    DumpSize.findings(wanted.dump(), bytes, manifest),
                    "its size is that of the manifest");
        }
    }

    /** Rows of COPY stay the same; texts of several lines in functions, comments and INSERTs do not. */
    private static Finding converted(DumpHeader header) {
        String words = header.conversions().stream()
                .map(conversion -> conversion.word().replace('-', ' '))
                .collect(Collectors.joining(" and a "));
        return Finding.warning(
                "backup.converted",
                "another program changed its text after pg_dump, as redirecting output on Windows does (" + words
                        + "): psql reads it, and may restore other ends of lines within texts",
                "let pg_dump write the file itself: pg_dump -f FILE, or -Fc");
    }

    private static String description(DumpHeader header) {
        StringBuilder text = new StringBuilder("a ")
                .append(header.format().word())
                .append(header.archiveVersion().isEmpty() ? " script" : " archive " + header.archiveVersion());
        if (!header.database().isEmpty()) {
            text.append(" of database ").append(header.database());
        }
        if (!header.programVersion().isEmpty()) {
            text.append(", by pg_dump ").append(header.programVersion());
        }
        if (!header.serverVersion().isEmpty()) {
            text.append(" of a server ").append(header.serverVersion());
        }
        if (header.compression() != Compression.NONE) {
            text.append(", compressed with ").append(header.compression().word());
        }
        if (header.wrapping() != Compression.NONE) {
            text.append(", in ").append(header.wrapping().word());
        }
        return text.toString();
    }

    private void examine(
            Dump dump, ArchiveCheck wanted, @Nullable Manifest manifest, @Nullable RootKey key, CheckList checks) {
        try (SecretSearch secrets = key == null ? SecretSearch.none() : SecretSearch.of(key);
                DumpedValues values = new DumpedValues(mostWaiting)) {
            List<String> unsearched = new ArrayList<>();
            for (String password : wanted.passwords().get()) {
                if (!secrets.alsoPassword(password)) {
                    unsearched.add(password);
                }
            }
            ArchiveExamination examination = new ArchiveExamination(
                    schema(wanted, manifest),
                    secrets,
                    values,
                    (keyring, open) -> {
                        if (key != null) {
                            open.open(keyring.open(key));
                        }
                    },
                    manifest == null ? Hashing.NONE : Hashing.EVERY_ROW);
            DumpDamaged damage = read(dump, examination);
            if (damage == null && values.isIncomplete()) {
                dump.read(new InsertedRows(new ValuesAgain(examination, values)));
            }
            new ArchiveJudge(dump.header(), examination, values, checks).judge(damage, key, manifest);
            secrets(secrets, key, unsearched, checks);
        }
    }

    private static @Nullable String schema(ArchiveCheck wanted, @Nullable Manifest manifest) {
        return wanted.schema() != null || manifest == null ? wanted.schema() : manifest.schema();
    }

    private static @Nullable DumpDamaged read(Dump dump, ArchiveExamination examination) {
        try {
            InsertedRows rows = new InsertedRows(examination);
            dump.read(rows);
            rows.close();
            return null;
        } catch (DumpDamaged e) {
            return e;
        }
    }

    private static void secrets(
            SecretSearch secrets, @Nullable RootKey key, List<String> unsearched, CheckList checks) {
        List<Finding> findings = new ArrayList<>();
        secrets.found()
                .forEach((what, position) -> findings.add(Finding.critical(
                        "backup.contains-key",
                        "the dump holds " + what + ", after " + position + " bytes of what it unpacks to",
                        "whoever has the dump has the key too: keep both apart, find out where it is stored, and change"
                                + " it with exo-db-cli bootstrap-keyring rewrap")));
        if (key == null) {
            findings.forEach(finding -> checks.found(BackupLevel.A3, finding));
            checks.leftOut(BackupLevel.A3, "key.none", "the root key was not looked for in the dump", "");
        } else {
            checks.found(BackupLevel.A3, findings, "the root key is not in it, in any form");
        }
        if (!unsearched.isEmpty()) {
            checks.leftOut(
                    BackupLevel.A3,
                    "password.short",
                    "the password of the connection is too short to be told from other text, and was not looked for",
                    "use a longer one");
        }
    }

    static Finding finding(DumpDamaged damage) {
        String what = damage.why().isEmpty() ? damage.what() : damage.what() + ": " + damage.why();
        return Finding.critical(damage.id(), what, damage.next());
    }
}
