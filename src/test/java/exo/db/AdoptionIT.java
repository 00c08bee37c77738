package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.AdoptionStep.Subject;
import exo.db.WriteLoad.Account;
import exo.db.WriteLoad.Writer;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain event table of an older release becomes the partitioned one while the backend writes. */
@ExtendWith(PostgresExtension.class)
final class AdoptionIT {
    private static final int ROWS = 50_000;
    private static final int WRITERS = 4;

    /** More than a connection can do: the writers never rest. */
    private static final int FULL_SPEED = 1_000_000;

    private static final String INSERT = "insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
            + " values (gen_random_uuid(), '10000000-0000-0000-0000-000000000001',"
            + " '30000000-0000-0000-0000-000000000001', %d, 'writer-%d')";

    /** All but the last step; two years hence the month is never near. */
    private static final String PREPARED =
            "create unique index session_events_exo_key on session_events (id, created_at); do $$ begin execute format("
                    + "'alter table session_events add constraint exo_adopt_before_%1$s_02 check"
                    + " (created_at < ''%1$s-02-01 00:00:00+00''::timestamptz)', extract(year from now()) + 2); end $$";

    private static final String KINDS =
            "select string_agg(relkind::text, '' order by relname) from pg_class where relname in ('session_events', 'audit_events')";

    private final TestDatabase database;
    private final MigrateStage stage;

    AdoptionIT(TestDatabase database) throws SQLException, IOException {
        this.database = database;
        stage = new MigrateStage(database);
        OldDatabase.PLAIN_EVENTS.make(stage);
    }

    @Test
    void reachesTheSameCatalogAsFromEmptyWithEveryRow() throws SQLException {
        CommandRun first = stage.migrate();
        Contents before = Contents.of(database);

        assertThat(first.err())
                .contains("exo-db-cli partitions adopt session_events", "exo-db-cli partitions adopt audit_events");
        assertThat(adopt("session_events", "--yes").code()).isZero();
        assertThat(adopt("audit_events", "--yes").code()).isZero();

        assertThat(stage.isComplete()).isTrue();
        assertThat(before.missingIn(database)).isEmpty();
        assertThat(differenceFromEmpty()).isEmpty();
        CommandRun next = stage.migrate("--output", "json");
        assertThat(next.code()).isZero();
        assertThat(next.out()).contains("\"pending\":[]");
        assertThat(stage.migrate().out()).startsWith("nothing to do");
        assertThat(run("partitions", "ensure").out()).isEqualTo("nothing to do\n");
        assertThat(adopt("session_events", "--yes").out()).isEqualTo("nothing to do\n");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void reachesTheSameByTheScriptOfItsPlan(PsqlScript.Runner psql) throws SQLException {
        stage.migrate();
        Contents before = Contents.of(database);

        String script = adopt("session_events", "--dry-run", "--output", "sql").out();
        String failure = psql.run(database, script);

        assertThat(failure).isEmpty();
        assertThat(before.missingIn(database)).isEmpty();
        assertThat(stage.value(KINDS)).isEqualTo("rp");
        assertThat(adopt("session_events", "--yes").out()).isEqualTo("nothing to do\n");
    }

    static Stream<PsqlScript.Runner> runners() {
        return PsqlScript.Runner.available();
    }

    @Test
    void losesAndDoublesNoRowOfFourWritersAtFullSpeed() throws SQLException {
        stage.migrate();
        stage.execute("insert into session_events (session_id, tenant_id, deployment_id, seq, type) select"
                + " gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, 'filler' from generate_series(1, "
                + ROWS + ") n");
        WriteLoad load = WriteLoad.start(
                database,
                FULL_SPEED,
                IntStream.range(0, WRITERS).mapToObj(AdoptionIT::writer).toList());

        CommandRun run = adopt("session_events", "--yes");
        List<Account> accounts = load.stop();

        assertThat(run.code()).as(run.err()).isZero();
        for (Account account : accounts) {
            assertThat(account.failures()).as(account.toString()).isEmpty();
            assertThat(account.acknowledged()).isPositive();
            assertThat(stage.value(account.writer().proof()))
                    .isEqualTo(account.acknowledged() + " " + account.acknowledged());
        }
        assertThat(stage.value("select count(*) from session_events_legacy where type = 'filler'"))
                .isEqualTo(String.valueOf(ROWS));
        assertThat(stage.migrate().code()).isZero();
        assertThat(stage.value("select count(*) from session_events_default")).isEqualTo("0");
    }

    @Test
    void asksForMigrateFirst() throws SQLException {
        CommandRun run = adopt("session_events", "--yes");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err()).contains("exo-db-cli migrate");
        assertThat(stage.value(KINDS)).isEqualTo("rr");
    }

    @Test
    void changesNothingUnasked() throws SQLException {
        stage.migrate();
        List<String> before = CatalogListing.of(database);

        CommandRun unasked = adopt("session_events");
        CommandRun dry = adopt("session_events", "--dry-run");
        CommandRun unknown = adopt("sessions", "--yes");

        assertThat(unasked.code()).isEqualTo(14);
        assertThat(unasked.err()).contains("--yes");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("create index session_events_exo_key", "session_events_legacy");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(CatalogListing.of(database)).isEqualTo(before);
    }

    @Test
    void namesEverythingThatIsInTheWayAndChangesNothing() throws SQLException {
        stage.migrate();
        stage.execute("""
                create view recent as select * from session_events;
                create table notes (event uuid references session_events (id));
                alter table session_events add column flavour text;
                alter table session_events alter column created_at drop not null;
                update session_events set created_at = null where seq = 1;
                update session_events set created_at = '2099-01-01' where seq = 2;
                create table session_events_legacy ()""");
        List<String> before = CatalogListing.of(database);

        CommandRun run = adopt("session_events", "--yes", "--output", "json");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err())
                .contains("view recent", "notes", "flavour", "session_events_legacy")
                .contains(stage.value("select id from session_events where seq = 1"))
                .contains(stage.value("select id from session_events where seq = 2"))
                .contains("partition.depended-on", "partition.unknown-column", "partition.name-taken");
        assertThat(CatalogListing.of(database)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create unique index session_events_exo_key on session_events (id, created_at)",
                "create unique index session_events_exo_key on session_events (id, created_at); update pg_index set"
                        + " indisvalid = false where indexrelid = 'session_events_exo_key'::regclass",
                "create index session_events_exo_key on session_events (type)",
                "alter table session_events alter column created_at drop not null",
                "alter table session_events alter column created_at drop not null; alter table session_events add"
                        + " constraint exo_not_null_created_at check (created_at is not null) not valid",
                "alter table session_events add constraint exo_adopt_before_2020_01 check (created_at < '2020-01-01"
                        + " 00:00:00+00'::timestamptz) not valid",
                "do $$ begin execute format('alter table session_events add constraint exo_adopt_before_%1$s_02 check"
                        + " (created_at < ''%1$s-02-01 00:00:00+00''::timestamptz) not valid',"
                        + " extract(year from now()) + 2); end $$"
            })
    void goesOnFromWhateverAKilledRunLeft(String left) throws SQLException {
        stage.migrate();
        Contents before = Contents.of(database);
        stage.execute("set timezone = 'UTC'; " + left);

        CommandRun run = adopt("session_events", "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(before.missingIn(database)).isEmpty();
        assertThat(adopt("audit_events", "--yes").code()).isZero();
        assertThat(stage.isComplete()).isTrue();
        assertThat(differenceFromEmpty()).isEmpty();
    }

    @Test
    void makesTheMonthsThatAKilledRunDidNotComeTo() throws SQLException {
        stage.migrate();
        adopt("session_events", "--yes");
        stage.execute("drop table session_events_default");

        assertThat(adopt("session_events", "--yes").out()).isEqualTo("1 change\n");
    }

    @Test
    void convergesWhereverItsConnectionIsKilled() throws SQLException, IOException {
        FaultTrials trials = new FaultTrials(database.another(), new AdoptionStep(Subject.PLAIN_TABLE));
        List<Integer> statements = trials.places(Fault.SERVER_KILLED_DURING);
        List<Trial> done = new ArrayList<>();

        for (int number = 0; number < statements.size(); number += 3) {
            done.add(trials.strike(Fault.SERVER_KILLED_DURING, statements.get(number), CommandClient.IN_PROCESS));
        }

        assertThat(statements).hasSizeGreaterThan(20);
        assertThat(done).allMatch(Trial::converged);
    }

    @Test
    void changesNothingBehindALongReaderWhenOnlyTheLastStepIsLeft() throws SQLException {
        stage.migrate();
        stage.execute("set timezone = 'UTC'; " + PREPARED);
        List<String> before = CatalogListing.of(database);

        CommandRun run = adoptBehindAReader();

        assertThat(run.code()).isEqualTo(15);
        assertThat(run.err()).contains("is put off: held by pid", "long report");
        assertThat(CatalogListing.of(database)).isEqualTo(before);
        assertThat(adopt("session_events", "--yes").code()).isZero();
    }

    @Test
    void leavesNoMoreThanAnUnfinishedIndexBehindALongReader() throws SQLException {
        stage.migrate();
        List<String> before = CatalogListing.of(database);

        CommandRun run = adoptBehindAReader();

        assertThat(run.code()).isEqualTo(15);
        assertThat(run.err()).contains("is put off: held by pid", "long report");
        assertThat(CatalogListing.difference(before, CatalogListing.of(database)))
                .allMatch(line -> line.matches("\\+session_events: unique index .* invalid"));
        assertThat(adopt("session_events", "--yes").code()).isZero();
    }

    @Test
    void migrateTakesTheCheckOfAnAdoptionThatWasGivenUpAwayInTime() throws SQLException {
        stage.migrate();
        stage.execute("alter table session_events add constraint exo_adopt_before_2020_01"
                + " check (created_at < '2020-01-01') not valid");

        CommandRun run = stage.migrate();

        assertThat(run.code()).isZero();
        stage.execute(INSERT.formatted(1, 1));
    }

    @Test
    void keepsOwnerRightsAndComments() throws SQLException {
        stage.migrate();
        stage.execute("grant select, insert on session_events to public");
        stage.execute("grant update (type) on session_events to public");
        stage.execute("comment on table session_events is 'what ''agents'' did'");
        stage.execute("comment on column session_events.seq is 'its number'");
        String owner = database.readOnlyRole().user();
        stage.execute("alter table session_events owner to \"" + owner + "\"");

        adopt("session_events", "--yes");

        assertThat(stage.value("select relacl::text ~ '[{,]=ar/' from pg_class where relname = 'session_events'"))
                .isEqualTo("t");
        assertThat(stage.value("select attacl::text ~ '[{,]=w/' from pg_attribute where attrelid ="
                        + " 'session_events'::regclass and attname = 'type'"))
                .isEqualTo("t");
        assertThat(stage.value("select obj_description('session_events'::regclass, 'pg_class') || ' ' ||"
                        + " col_description('session_events'::regclass, (select attnum from pg_attribute where attrelid"
                        + " = 'session_events'::regclass and attname = 'seq'))"))
                .isEqualTo("what 'agents' did its number");
        assertThat(stage.value("select pg_get_userbyid(relowner) from pg_class where relname = 'session_events'"))
                .isEqualTo(owner);
    }

    @Test
    void expiredRowsOfTheOldTableAreStillDeletedAndItIsNotDroppedBeforeItsEnd() throws SQLException {
        stage.migrate();
        stage.execute("update session_events set created_at = now() - interval '2000 days' where seq = 500");
        String rows = stage.value(
                "select count(*) from session_events where seq < 500 and created_at > now() - interval '90 days'");

        adopt("session_events", "--yes");
        CommandRun drop = run("partitions", "drop-expired", "--yes");
        CommandRun purge = run("retention", "enforce", "--yes");

        assertThat(drop.out()).isEqualTo("nothing to do\n");
        assertThat(purge.code()).as(purge.err()).isZero();
        assertThat(stage.value("select count(*) from session_events_legacy")).isEqualTo(rows);
        assertThat(run("partitions", "list").out()).contains("session_events_legacy");
    }

    private CommandRun adoptBehindAReader() throws SQLException {
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("set application_name = 'long report'; select count(*) from session_events");
            CommandRun run = adopt("session_events", "--yes", "--lock-wait", "1s");
            reader.rollback();
            return run;
        }
    }

    private static Writer writer(int number) {
        return new Writer(
                "writer " + number,
                row -> INSERT.formatted(row, number),
                "select count(*) || ' ' || count(distinct seq) from session_events where type = 'writer-" + number
                        + "'");
    }

    private CommandRun adopt(String table, String... options) {
        return adoptAt(database.dsn(), table, options);
    }

    private static CommandRun adoptAt(String dsn, String table, String... options) {
        List<String> line = new ArrayList<>(List.of("partitions", "adopt", table));
        line.addAll(List.of(options));
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn), line.toArray(String[]::new));
    }

    private CommandRun run(String... line) {
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", database.dsn()), line);
    }

    private List<String> differenceFromEmpty() throws SQLException {
        TestDatabase fresh = database.another();
        new MigrateStage(fresh).migrate();
        List<String> difference = CatalogListing.difference(CatalogListing.of(fresh), CatalogListing.of(database));
        fresh.discard();
        return difference;
    }
}
