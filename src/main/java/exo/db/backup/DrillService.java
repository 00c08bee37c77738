package exo.db.backup;

import exo.db.backup.BackupReport.Subject;
import exo.db.backup.Figure.Measure;
import exo.db.backup.Manifest.Dump;
import exo.db.backup.dump.DumpDamaged;
import exo.db.crypto.RootKey;
import exo.db.database.ScratchServer;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.Headway;
import exo.db.failure.ExoException;
import exo.db.failure.Finding;
import exo.db.model.ExoSchema;
import exo.db.sealing.ValueCheck.Depth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Restores a dump where it harms nobody, and looks at what came of it. */
public final class DrillService {
    /** For the whole of the first block of a dump on a slow share; then it is said that nothing comes. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BackupService live;
    private final Timing timing;
    private final Clock clock;
    private final Consumer<Runnable> beforeEnd;

    /**
     * @param clock this machine's, by which the newest event is so old
     * @param beforeEnd has something done before a signal ends this process
     */
    public DrillService(BackupService live, Timing timing, Clock clock, Consumer<Runnable> beforeEnd) {
        this.live = live;
        this.timing = timing;
        this.clock = clock;
        this.beforeEnd = beforeEnd;
    }

    /**
     * What is to be restored, and what it is held against.
     *
     * @param schema that Exo's tables are in; null where the manifest or the dump tells
     * @param rootKey loads the key at hand, for the drill to close
     * @param progress is told how far the loading is, then the reading of rows, then the opening of values
     */
    public record Wanted(
            Path dump,
            @Nullable Path manifest,
            @Nullable String schema,
            Supplier<RootKey> rootKey,
            Consumer<Headway> progress) {}

    /** What tells the live server from a scratch server that somebody named. */
    public record Live(@Nullable String systemIdentifier) {
        /** Of the server that a session is on. */
        public static Live of(Session session) {
            return new Live(identifier(session));
        }
    }

    /** Restores into a server of its own. */
    public BackupReport restore(ScratchServer server, Wanted wanted) {
        return restore(server, wanted, manifest(wanted), new CheckList());
    }

    /**
     * Restores into a server that was named, beside whatever else is there.
     *
     * @throws DrillUnsafe when it is the live one, or the database that was named is not empty; nothing has changed
     */
    public BackupReport restore(ScratchServer server, Wanted wanted, Live live) {
        Manifest manifest = manifest(wanted);
        CheckList checks = new CheckList();
        try (Session session = server.control()) {
            String here = identifier(session);
            if (here.equals(live.systemIdentifier())) {
                throw DrillUnsafe.sameServer("the database in EXO_DATABASE_DSN or --dsn");
            }
            if (manifest != null && here.equals(manifest.server().systemIdentifier())) {
                throw DrillUnsafe.sameServer("the server in the manifest");
            }
            if (session.sql().fetchSingle(BackupQueries.HOLDS_OBJECTS).get(0, Boolean.class)) {
                throw DrillUnsafe.notEmpty(session.server().database());
            }
        }
        if (live.systemIdentifier() == null && manifest == null) {
            checks.found(
                    BackupLevel.R1,
                    Finding.warning(
                            "drill.live-unknown",
                            "nothing tells whether the scratch server is the live one",
                            "give --manifest, or EXO_DATABASE_DSN where the live server can be reached"));
        }
        return restore(server, wanted, manifest, checks);
    }

    private static @Nullable Manifest manifest(Wanted wanted) {
        Path file = wanted.manifest();
        return file == null ? null : Manifest.read(file);
    }

    private static String identifier(Session session) {
        return session.sql().fetchSingle(BackupQueries.SYSTEM_IDENTIFIER).get(0, String.class);
    }

    private BackupReport restore(ScratchServer server, Wanted wanted, @Nullable Manifest manifest, CheckList checks) {
        if (manifest != null) {
            file(wanted.dump(), manifest, checks);
        }
        try (ScratchDatabase scratch = ScratchDatabase.make(server)) {
            beforeEnd.accept(scratch::close);
            if (load(scratch, wanted, checks)) {
                look(scratch, wanted, manifest, checks);
            } else {
                checks.leftOut(BackupLevel.R2, "drill.not-restored", "there is nothing to look at", "");
            }
        }
        return checks.report(Subject.RESTORE);
    }

    /** Whether it is the dump that the manifest is of. */
    private static void file(Path dump, Manifest manifest, CheckList checks) {
        Dump wanted = manifest.dump();
        try {
            if (wanted != null && !DumpFile.of(dump).sha256().equals(wanted.sha256())) {
                checks.found(
                        BackupLevel.M,
                        Finding.critical(
                                "manifest.dump",
                                dump + " is not, byte by byte, the dump " + wanted.file() + " that the manifest is of",
                                "name the manifest that was written with it; if this is it, the dump was changed"));
            }
        } catch (IOException e) {
            throw new ManifestUnusable(dump, e);
        }
    }

    /** False where the dump could not be read to its end. */
    private boolean load(ScratchDatabase scratch, Wanted wanted, CheckList checks) {
        long start = timing.nanoTime().getAsLong();
        try (Session session = scratch.open("public")) {
            DumpLoader loader = new DumpLoader(session);
            LongConsumer heard = DumpHeadway.of(wanted.dump(), timing, wanted.progress());
            exo.db.backup.dump.Dump.open(wanted.dump(), PATIENCE, heard).read(loader);
            checks.figure(Measure.RESTORE, timing.since(start).toMillis() / 1000.0);
            tell(loader, checks);
            return true;
        } catch (DumpDamaged e) {
            checks.found(BackupLevel.R1, Finding.critical(e.id(), told(e), e.next()));
            return false;
        }
    }

    private static String told(ExoException e) {
        return e.why().isEmpty() ? e.what() : e.what() + ": " + e.why();
    }

    private static void tell(DumpLoader loader, CheckList checks) {
        List<Finding> findings = loader.failures().stream()
                .map(failure -> Finding.critical(
                        "drill.failed",
                        "could not restore " + failure,
                        failure.contains("extension")
                                ? "the server lacks this extension: restore into one that has it, with --scratch-dsn"
                                : "take another backup, and restore it again"))
                .toList();
        checks.found(BackupLevel.R1, findings, "it can be restored");
        if (loader.failed() > findings.size()) {
            checks.found(
                    BackupLevel.R1,
                    Finding.critical(
                            "drill.failed",
                            loader.failed() - findings.size() + " more failures",
                            "cure those named, then restore it again"));
        }
        if (loader.leftOut() > 0) {
            checks.leftOut(
                    BackupLevel.R1,
                    "drill.roles",
                    loader.leftOut() + " statements about owners, rights, roles and other databases were not run",
                    "a real restore needs the roles: pg_dumpall --roles-only keeps them");
        }
    }

    private void look(ScratchDatabase scratch, Wanted wanted, @Nullable Manifest manifest, CheckList checks) {
        try (Session session = scratch.open(schema(scratch, wanted, manifest))) {
            RestoreFacts facts = RestoreReader.read(session);
            checks.found(
                    BackupLevel.R2,
                    RestoreJudge.judge(facts, ExoSchema.declared().version(), manifest),
                    "the catalog, its indexes, constraints and sequences are well");
            contents(session, manifest, wanted.progress(), checks);
            Instant newest = facts.newestEvent();
            if (newest != null) {
                Duration age = Duration.between(newest, clock.instant());
                checks.figure(Measure.NEWEST_EVENT, Math.max(0, age.toMillis() / 1000.0));
            }
            ValueFindings.check(
                    checks, wanted.rootKey(), key -> live.values(session, key, Depth.EVERY_VALUE, wanted.progress()));
        }
    }

    private void contents(Session session, @Nullable Manifest manifest, Consumer<Headway> progress, CheckList checks) {
        List<TableContents> tables = session.inTransaction(() -> ContentsReader.read(session, timing, progress));
        tables.forEach(table ->
                checks.rows(table.relation().toString(), table.contents().rows()));
        if (manifest == null) {
            checks.leftOut(
                    BackupLevel.M,
                    "manifest.none",
                    "without a manifest nobody knows whether these are all the rows that there were",
                    "make dumps with exo-db-cli backup-check manifest, and give --manifest here");
        } else {
            checks.found(
                    BackupLevel.M,
                    ManifestComparison.compare(manifest, tables),
                    "every table has the rows of the manifest of " + manifest.takenAt());
        }
    }

    private static String schema(ScratchDatabase scratch, Wanted wanted, @Nullable Manifest manifest) {
        if (wanted.schema() != null) {
            return wanted.schema();
        }
        if (manifest != null) {
            return manifest.schema();
        }
        try (Session session = scratch.open("public")) {
            return session.sql().fetchSingle(BackupQueries.EXO_SCHEMA).get(0, String.class);
        }
    }
}
