package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.Session;
import exo.db.testing.OwnServer;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary and a streaming standby: who is found, and what goes on when the one takes the other's place. */
@Timeout(120)
final class FailoverIT {
    private final OwnServer primary;
    private final OwnServer standby;

    FailoverIT(@TempDir Path directory) throws IOException {
        this.primary = OwnServer.make(Files.createDirectory(directory.resolve("primary")));
        this.standby = primary.standby(Files.createDirectory(directory.resolve("standby")));
        // What is committed is on the standby, and can be seen there.
        primary.set("synchronous_standby_names = '*'");
        primary.set("synchronous_commit = remote_apply");
        primary.start();
        standby.start();
    }

    @AfterEach
    void end() throws IOException {
        try (primary;
                standby) {}
    }

    @Test
    void findsTheServerThatTargetSessionAttrsAsksForInEitherOrder() {
        assertThat(found("any", primary, standby)).isEqualTo(primary.port());
        assertThat(found("any", standby, primary)).isEqualTo(standby.port());
        assertThat(found("read-write", primary, standby)).isEqualTo(primary.port());
        assertThat(found("read-write", standby, primary)).isEqualTo(primary.port());
        assertThat(found("primary", standby, primary)).isEqualTo(primary.port());
        assertThat(found("read-only", primary, standby)).isEqualTo(standby.port());
        assertThat(found("standby", primary, standby)).isEqualTo(standby.port());
        assertThat(found("prefer-standby", primary, standby)).isEqualTo(standby.port());
        assertThat(found("prefer-standby", standby, primary)).isEqualTo(standby.port());
        assertThat(found("prefer-standby", primary, primary)).isEqualTo(primary.port());
    }

    @Test
    void everyCheckOfTheKeyringCanBeMadeOnAStandbyAndWhatWritesIsRefusedThere() {
        assertThat(MigrateStage.migrateTo(dsn("read-write", primary, standby)).code())
                .isZero();

        for (String check : List.of(
                "bootstrap-keyring verify",
                "bootstrap-keyring verify --full",
                "bootstrap-keyring status --exact",
                "backup-check",
                "bootstrap-keyring seal --dry-run")) {
            CommandRun run = onStandby(check);
            assertThat(run.code()).as(check + ": " + run.err()).isIn(0, 5);
        }
        for (String change : List.of("bootstrap-keyring rotate --yes", "bootstrap-keyring seal --yes")) {
            CommandRun run = onStandby(change);
            assertThat(run.code()).as(change + ": " + run.out() + run.err()).isEqualTo(14);
            assertThat(run.err()).contains("connect to the primary");
        }
    }

    private CommandRun onStandby(String command) {
        return CommandRun.of(MigrateStage.environment(dsn("standby", primary, standby)), command.split(" ", -1));
    }

    @Test
    void aRetriedMigrateAndTheDaemonCarryOnOnThePromotedStandby() throws Exception {
        String dsn = dsn("read-write", primary, standby);
        assertThat(MigrateStage.migrateTo(dsn).code()).isZero();
        Process daemon = ProgramProcess.start(dsn, "serve-maintenance", "--task", "health");
        try {
            ProgramProcess.awaitLine(daemon, "health ok");
            String leased = primary.value("select expires_at from maintenance_leases");

            primary.kill();
            CommandRun impatient = MigrateStage.migrateTo(dsn, "--wait", "0s");
            CompletableFuture<CommandRun> patient = MigrateStage.migratingTo(dsn);
            standby.promote();

            assertThat(impatient.code()).isEqualTo(10);
            assertThat(impatient.err())
                    .contains("none of the 2 servers can be used")
                    .contains("cannot connect to 127.0.0.1:" + primary.port() + ": Connection refused")
                    .contains("not what target_session_attrs asks for: 127.0.0.1:" + standby.port()
                            + ": it is a standby");
            assertThat(patient.join().code()).as(patient.join().err()).isZero();
            awaitLaterLease(leased);
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor()).isZero();
        }
    }

    @Test
    void aMigrateWhosePrimaryIsKilledInTheMidstIsFinishedByTheNext() throws Exception {
        String dsn = dsn("read-write", standby, primary);
        primary.execute("""
                create function linger() returns event_trigger language plpgsql as $$
                begin
                    if current_setting('port') = '%d' and exists (select from pg_event_trigger_ddl_commands()
                            where object_identity = 'public.sessions') then
                        perform pg_sleep(60);
                    end if;
                end $$;
                create event trigger linger on ddl_command_end execute function linger();
                """.formatted(primary.port()));

        CompletableFuture<CommandRun> struck = MigrateStage.migratingTo(dsn);
        await(primary, "select from pg_stat_activity where wait_event = 'PgSleep' and application_name like 'exo%'");
        primary.kill();
        CommandRun first = struck.join();
        standby.promote();
        CommandRun second = MigrateStage.migrateTo(dsn);

        assertThat(first.code()).as(first.err()).isIn(10, 15);
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(MigrateStage.migrateTo(dsn).out()).startsWith("nothing to do");
    }

    private void awaitLaterLease(String leased) throws SQLException {
        await(standby, "select from maintenance_leases where expires_at > '" + leased + "'");
    }

    /** Returns once the query finds a row. */
    private static void await(OwnServer server, String query) throws SQLException {
        server.execute("""
                do $$ begin
                    while not exists (%s) loop
                        perform pg_sleep(0.05), pg_stat_clear_snapshot();
                    end loop;
                end $$""".formatted(query));
    }

    private static int found(String wanted, OwnServer first, OwnServer second) {
        try (Session session = TestSessions.open(dsn(wanted, first, second))) {
            return session.server().port();
        }
    }

    private static String dsn(String wanted, OwnServer first, OwnServer second) {
        return "host=127.0.0.1,127.0.0.1 port=" + first.port() + "," + second.port()
                + " user=postgres dbname=postgres target_session_attrs=" + wanted;
    }
}
