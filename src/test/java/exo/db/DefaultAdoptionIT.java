package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.AdoptionStep.Subject;
import exo.db.WriteLoad.Account;
import exo.db.WriteLoad.Writer;
import exo.db.testing.Alone;
import exo.db.testing.CatalogListing;
import exo.db.testing.Contents;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in a default partition get the months that they lack, while the backend writes. */
@Alone
@ExtendWith(PostgresExtension.class)
final class DefaultAdoptionIT {
    private static final int ROWS = 20_000;
    private static final int FULL_SPEED = 1_000_000;

    /** What no other session may be made to wait for longer. */
    private static final double LONGEST_WAIT = 250;

    private static final String TENANT = "10000000-0000-0000-0000-000000000001";

    /** The current month is gone, as after months without any maintenance. */
    static final String WITHOUT_CURRENT_MONTH = """
            do $$ begin
                execute format('drop table session_events_%s', to_char(now() at time zone 'UTC', 'YYYY_MM'));
            end $$""";

    static final String ROWS_AT = "insert into session_events (session_id, tenant_id, deployment_id, seq, type,"
            + " created_at) select gen_random_uuid(), '" + TENANT + "', '" + TENANT + "', n, 'filler', %s"
            + " from generate_series(1, %d) n";

    private static final String LAST_MONTH =
            "date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - interval '1 day'";
    private static final String FAR_AHEAD = "now() + interval '10 years'";
    private static final String LONG_EXPIRED = "now() - interval '5 years'";

    private final TestDatabase database;
    private final MigrateStage stage;

    DefaultAdoptionIT(TestDatabase database) throws SQLException {
        this.database = database;
        stage = new MigrateStage(database);
        stage.migrate();
        stage.execute("set timezone = 'UTC'; " + WITHOUT_CURRENT_MONTH);
    }

    @Test
    void makesTheDefaultItselfTheMonthThatIsMissing() throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", ROWS));
        Contents before = Contents.of(database);
        String rows = stage.value("select 'session_events_default'::regclass::oid");

        CommandRun run = adopt("--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("1 change\n");
        assertThat(before.missingIn(database)).isEmpty();
        assertThat(stage.value("select to_regclass(" + currentLeaf() + ")::oid"))
                .isEqualTo(rows);
        assertThat(stage.value("select count(*) from session_events_default")).isEqualTo("0");
        assertThat(stage.value("select count(*) from pg_class where relname like 'session_events_default%'"))
                .isEqualTo(stage.value("select count(*) from pg_class where relname like 'audit_events_default%'"));
        assertThat(adopt("--yes").out()).isEqualTo("nothing to do\n");
        assertThat(differenceFromEmpty()).isEmpty();
    }

    @Test
    void isRefusedWhereNothingCanBeWrittenThoughRowsWait() throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", 100));
        stage.execute("alter database " + database.name() + " set default_transaction_read_only = on");

        CommandRun run = adopt("--yes");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err()).contains("default_transaction_read_only is on");
        assertThat(stage.value("select count(*) from session_events_default")).isEqualTo("100");
    }

    @Test
    void provesAMonthThatIsTooLargeToBeReadWhileEverybodyWaits() throws SQLException {
        stage.execute("alter table session_events_default alter column payload set storage plain");
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type, payload) select"
                + " gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'large', repeat('x', 7000)"
                + " from generate_series(1, 8300) n");

        CommandRun dry = adopt("--dry-run");
        CommandRun run = adopt("--yes");

        assertThat(dry.out())
                .contains(
                        "add check exo_default_within_",
                        "refuses rows",
                        "validate exo_default_within_",
                        "where it lies");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.value("select count(*) from pg_constraint where conname like 'exo_%'"))
                .isEqualTo("0");
        assertThat(stage.value("select count(*) from " + stage.value("select " + currentLeaf())))
                .isEqualTo("8300");
        assertThat(adopt("--yes").out()).isEqualTo("nothing to do\n");
    }

    @Test
    void copiesScatteredRowsAndListsThoseThatGetNoMonth() throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", 100));
        stage.execute(ROWS_AT.formatted(LAST_MONTH, 50));
        stage.execute(ROWS_AT.formatted(FAR_AHEAD, 7));
        stage.execute(ROWS_AT.formatted(LONG_EXPIRED, 3));
        Contents before = Contents.of(database);

        CommandRun run = adopt("--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("4 changes");
        assertThat(run.err())
                .contains(
                        "7 rows of public.session_events_default lie at or after",
                        "3 rows of",
                        "where no window reaches")
                .contains(stage.value("select id from session_events_default where created_at < now() limit 1"));
        assertThat(before.missingIn(database)).isEmpty();
        assertThat(stage.value("select count(*) from session_events")).isEqualTo("160");
        assertThat(stage.value("select count(*) from session_events_default")).isEqualTo("10");
        assertThat(stage.value("select count(*) from " + stage.value("select " + currentLeaf())))
                .isEqualTo("100");
        assertThat(adopt("--yes").out()).startsWith("nothing to do");
        stage.execute("delete from session_events_default");
        assertThat(leftovers()).isEqualTo("0");
    }

    @Test
    void losesAndDoublesNothingOfThoseWhoInsertUpdateAndDelete() throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", ROWS));
        stage.execute(ROWS_AT.formatted(LAST_MONTH, ROWS));
        stage.execute("create table seen (rows bigint)");
        WriteLoad load = WriteLoad.start(
                database,
                FULL_SPEED,
                List.of(
                        inserter("now()", "new"),
                        inserter(LAST_MONTH, "late"),
                        inserter(LONG_EXPIRED, "old"),
                        new Writer(
                                "updater",
                                number -> "update session_events set type = 'updated' where seq = " + number
                                        + " and type = 'filler'",
                                ""),
                        new Writer(
                                "deleter",
                                number -> "delete from session_events where seq = " + (ROWS - number)
                                        + " and type = 'filler'",
                                ""),
                        new Writer(
                                "reader",
                                number ->
                                        "insert into seen select count(*) from session_events where seq = " + ROWS / 2,
                                "")));

        CommandRun run = adopt("--yes");
        List<Account> accounts = load.stop();

        assertThat(run.code()).as(run.err()).isZero();
        for (Account account : accounts) {
            assertThat(account.failures()).as(account.toString()).isEmpty();
        }
        for (Account account : accounts.subList(0, 3)) {
            assertThat(stage.value(account.writer().proof()))
                    .isEqualTo(account.acknowledged() + " " + account.acknowledged());
        }
        assertThat(stage.value("select count(*) - count(distinct (id, created_at)) from session_events"))
                .isEqualTo("0");
        assertThat(stage.value("select count(*) from session_events where type = 'filler' and seq <= "
                        + accounts.get(3).acknowledged()))
                .isEqualTo("0");
        assertThat(stage.value("select count(*) from session_events where type = 'filler' and seq < " + ROWS
                        + " and seq >= " + (ROWS - accounts.get(4).acknowledged())))
                .isEqualTo("0");
        assertThat(stage.value("select count(*) from session_events where type in ('filler', 'updated')"))
                .isEqualTo(String.valueOf(2 * ROWS - 2 * accounts.get(4).acknowledged()));
        assertThat(stage.value("select coalesce(min(rows), 2) || ' ' || coalesce(max(rows), 2) from seen"))
                .isEqualTo("2 2");
        assertThat(stage.value(
                        "select count(*) from session_events_default where created_at > now() - interval '1 year'"))
                .isEqualTo("0");
        assertThat(leftovers()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in place", "by copying"})
    void makesNobodyWaitBehindALongReaderAndNamesIt(String way) throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", ROWS));
        if (way.equals("by copying")) {
            stage.execute(ROWS_AT.formatted(LAST_MONTH, ROWS));
        }
        CommandRun run;
        List<Account> accounts;
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("set application_name = 'long report'; select count(*) from session_events");
            WriteLoad load = WriteLoad.start(database, 200, List.of(inserter("now()", "new")));
            run = adopt("--yes", "--lock-wait", "3s");
            accounts = load.stop();
            reader.rollback();
        }

        assertThat(run.code()).isEqualTo(15);
        assertThat(run.err()).contains("is put off: held by pid", "long report");
        assertThat(accounts.getFirst().failures()).isEmpty();
        assertThat(accounts.getFirst().waited(1)).isLessThan(LONGEST_WAIT);
        assertThat(adopt("--yes").code()).isZero();
        assertThat(stage.value(accounts.getFirst().writer().proof()))
                .isEqualTo(accounts.getFirst().acknowledged() + " "
                        + accounts.getFirst().acknowledged());
        assertThat(leftovers()).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT_IN_PLACE", "DEFAULT_BY_COPYING"})
    void convergesWhereverItsConnectionIsKilled(Subject subject) throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database.another(), new AdoptionStep(subject));
        List<Integer> statements = trials.places(Fault.SERVER_KILLED_DURING);
        List<Trial> done = new ArrayList<>();

        for (int number = 0; number < statements.size(); number += 2) {
            done.add(trials.strike(Fault.SERVER_KILLED_DURING, statements.get(number), CommandClient.IN_PROCESS));
        }

        assertThat(statements).hasSizeGreaterThan(10);
        assertThat(done).allMatch(Trial::converged);
    }

    @Test
    void clearsAwayWhatAKilledRunLeftThatMeantSomethingElse() throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", 10));
        stage.execute("""
                create table session_events_2001_01 (like session_events including indexes);
                comment on table session_events_2001_01 is
                    'exo-db-cli partitions adopt-default: being filled for public.session_events';
                create function exo_default_staging_session_events() returns trigger language plpgsql as
                    'begin insert into session_events_2001_01 values (new.*); return null; end';
                create trigger exo_default_staging after insert on session_events_default for each row
                    execute function exo_default_staging_session_events();
                alter table session_events_default add constraint exo_default_within_2001_01 check (true) not valid""");

        CommandRun run = adopt("--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("3 changes\n");
        assertThat(leftovers()).isEqualTo("0");
        assertThat(stage.value("select to_regclass('session_events_2001_01') is null"))
                .isEqualTo("t");
    }

    @Test
    void changesNothingUnasked() throws SQLException {
        stage.execute(ROWS_AT.formatted("now()", 10));
        List<String> before = CatalogListing.of(database);

        assertThat(adopt().code()).isEqualTo(14);
        assertThat(adopt("--dry-run").code()).isZero();
        assertThat(adopt("--table", "audit_events", "--yes").out()).isEqualTo("nothing to do\n");
        assertThat(adopt("--table", "sessions", "--yes").code()).isEqualTo(2);
        assertThat(CatalogListing.of(database)).isEqualTo(before);
    }

    static Writer inserter(String at, String type) {
        return new Writer(
                type,
                number -> "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at)"
                        + " values (gen_random_uuid(), '" + TENANT + "', '" + TENANT + "', -" + number + ", '" + type
                        + "', " + at + ")",
                "select count(*) || ' ' || count(distinct seq) from session_events where type = '" + type + "'");
    }

    private static String currentLeaf() {
        return "'session_events_' || to_char(now() at time zone 'UTC', 'YYYY_MM')";
    }

    private String leftovers() throws SQLException {
        return stage.value("select (select count(*) from pg_proc where proname like 'exo_default%')"
                + " + (select count(*) from pg_trigger where tgname like 'exo_default%')"
                + " + (select count(*) from pg_constraint where conname like 'exo_%')"
                + " + (select count(*) from pg_description where description like 'exo-db-cli%')"
                + " + (select count(*) from pg_class where relname like '%default_next%')");
    }

    private CommandRun adopt(String... options) {
        return adoptAt(database.dsn(), options);
    }

    private static CommandRun adoptAt(String dsn, String... options) {
        List<String> line = new ArrayList<>(List.of("partitions", "adopt-default"));
        line.addAll(List.of(options));
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn), line.toArray(String[]::new));
    }

    private List<String> differenceFromEmpty() throws SQLException {
        TestDatabase fresh = database.another();
        new MigrateStage(fresh).migrate();
        List<String> difference = CatalogListing.difference(CatalogListing.of(fresh), CatalogListing.of(database));
        fresh.discard();
        return difference;
    }
}
