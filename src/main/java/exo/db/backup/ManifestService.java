package exo.db.backup;

import exo.db.backup.BackupReport.Subject;
import exo.db.backup.Manifest.Dump;
import exo.db.backup.Manifest.Keys;
import exo.db.backup.Manifest.Server;
import exo.db.crypto.KekState;
import exo.db.crypto.KeyringEntry;
import exo.db.database.ClientProgram;
import exo.db.database.ClientProgram.Outcome;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.engine.CatalogReader;
import exo.db.engine.Headway;
import exo.db.engine.HeadwayMeter;
import exo.db.model.ExoSchema;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.SchemaFingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Writes down what a database holds at one moment, and has the dump made of the very same moment. */
public final class ManifestService {
    private static final String ONE_MOMENT = "set transaction isolation level repeatable read, read only";

    /** As often as a person at a terminal is told. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    private final Function<Session, List<KeyringEntry>> entries;
    private final ClientProgram programs;
    private final Timing timing;
    private final String version;

    /**
     * @param entries reads the keyring's rows
     * @param programs runs what makes the dump
     * @param version of this tool
     */
    public ManifestService(
            Function<Session, List<KeyringEntry>> entries, ClientProgram programs, Timing timing, String version) {
        this.entries = entries;
        this.programs = programs;
        this.timing = timing;
        this.version = version;
    }

    /**
     * What is wanted.
     *
     * @param out the manifest's file
     * @param command makes the dump; empty for a manifest of this moment alone
     * @param audience hears what the command says
     * @param progress is told how far the reading of rows is, and then what is waited for
     */
    public record Wanted(Path out, List<String> command, Consumer<String> audience, Consumer<Headway> progress) {
        public Wanted {
            command = List.copyOf(command);
        }
    }

    /**
     * Takes the manifest while the dump is made; the file is there, whole, when both are complete, and otherwise as it
     * was. Until then vacuum keeps what became obsolete since it began. Writes nothing to the database.
     *
     * @throws DumpFailed when the dump was not made
     * @throws DumpNowhere when it would go to standard output
     */
    public BackupReport take(Session session, Wanted wanted) {
        if (!wanted.command().isEmpty()) {
            DumpNowhere.refuse(new DumpCommand(wanted.command()));
        }
        Manifest manifest = session.inTransaction(() -> {
            session.sql().execute(ONE_MOMENT);
            return wanted.command().isEmpty() ? look(session, wanted) : withDump(session, wanted);
        });
        write(wanted.out(), manifest);
        CheckList checks = new CheckList();
        checks.ok(
                BackupLevel.M,
                manifest.tables().size() + " tables with " + manifest.rows() + " rows as of "
                        + manifest.server().walPosition() + " are written down in " + wanted.out());
        manifest.tables()
                .forEach(table -> checks.rows(
                        table.relation().toString(), table.contents().rows()));
        return checks.report(Subject.MANIFEST);
    }

    private Manifest withDump(Session session, Wanted wanted) {
        DumpCommand command = new DumpCommand(wanted.command());
        String snapshot =
                session.sql().fetchSingle(BackupQueries.EXPORT_SNAPSHOT).get(0, String.class);
        CompletableFuture<Outcome> dump = CompletableFuture.supplyAsync(
                () -> run(session, wanted, command.withSnapshot(snapshot)),
                task -> Thread.ofVirtual().start(task));
        try {
            Manifest manifest = look(session, wanted);
            Outcome outcome = await(dump, command, wanted.progress());
            if (outcome.exitCode() != 0) {
                throw new DumpFailed(command, outcome);
            }
            return manifest.of(made(command));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** Compressing takes longer than reading: where all rows are read, the dump is still being made. */
    private Outcome await(CompletableFuture<Outcome> dump, DumpCommand command, Consumer<Headway> progress) {
        HeadwayMeter meter = new HeadwayMeter(timing, "KiB dumped", 0, progress);
        long told = 0;
        while (true) {
            try {
                return dump.copy()
                        .orTimeout(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof TimeoutException)) {
                    throw e;
                }
                long size = command.file().map(DumpHeadway::size).orElse(0L) >> 10;
                meter.advance(
                        "all rows are read, waiting for " + command.words().getFirst(), size - told, 0);
                told = size;
            }
        }
    }

    private Outcome run(Session session, Wanted wanted, List<String> command) {
        try {
            return programs.run(command, session.server(), wanted.audience());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Dump made(DumpCommand command) {
        Path file = command.file().filter(Files::exists).orElse(null);
        try {
            return file == null ? null : DumpFile.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything but the dump, as of the transaction's moment. */
    private Manifest look(Session session, Wanted wanted) {
        Record moment = session.sql().fetchSingle(BackupQueries.MOMENT);
        String fingerprint = SchemaFingerprint.of(DECLARED, CatalogReader.snapshot(session, DECLARED));
        Keys keys = keys(session);
        return new Manifest(
                moment.get("read_at", OffsetDateTime.class).toInstant(),
                new Server(
                        Objects.requireNonNullElse(moment.get("system_identifier", String.class), ""),
                        moment.get("name", String.class),
                        moment.get("server_version", String.class),
                        moment.get("wal_position", String.class),
                        "exo-db-cli " + version),
                session.schema(),
                fingerprint,
                keys,
                ContentsReader.read(session, timing, wanted.progress()),
                null);
    }

    private Keys keys(Session session) {
        boolean isThere = session.sql().fetchSingle(BackupQueries.HAS_KEYRING).get(0, Boolean.class);
        return isThere
                ? entries.apply(session).stream()
                        .filter(entry -> entry.state() == KekState.ACTIVE)
                        .findFirst()
                        .map(entry -> new Keys(entry.current().rootFingerprint(), entry.kid()))
                        .orElse(new Keys("", ""))
                : new Keys("", "");
    }

    private static void write(Path out, Manifest manifest) {
        Path unfinished = out.resolveSibling(out.getFileName() + ".new");
        try {
            Files.writeString(unfinished, ManifestJson.text(manifest) + "\n");
            Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ManifestUnusable(out, e);
        }
    }
}
