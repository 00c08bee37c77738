package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import exo.db.database.Session;
import exo.db.schema.MonthRange;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class PartitionCommandsIT {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private String dsn = "";
    private CommandRun last = new CommandRun(0, "", "");

    @BeforeEach
    void remember(TestDatabase database) {
        dsn = database.dsn();
    }

    @Test
    void saysThatMigrateComesFirst() {

        assertThat(run("partitions", "list")).isEqualTo(13);
        assertThat(last.out()).isEmpty();
        assertThat(last.err()).contains("run exo-db-cli migrate");
    }

    @Test
    void asksWhatToDoWhenNoSubcommandIsGiven() {

        assertThat(run("partitions")).isEqualTo(2);
        assertThat(last.err())
                .contains("partitions list, check, ensure, drop-expired, undrop MONTH, adopt TABLE or adopt-default");
    }

    @Test
    void makesWhatIsMissingAndThenHasNothingToDo(TestDatabase database) {
        migrate(database);

        assertThat(run("partitions", "ensure")).isZero();
        assertThat(last.out()).isEqualTo("16 changes\n");

        assertThat(run("partitions", "ensure")).isZero();
        assertThat(last.out()).isEqualTo("nothing to do\n");
        assertThat(last.err()).isEmpty();
    }

    @Test
    void showsThePlanAndDoesNothingInADryRun(TestDatabase database) {
        migrate(database);

        assertThat(run("partitions", "ensure", "--dry-run")).isZero();

        assertThat(last.out())
                .contains("create partition public.session_events_", "SHARE UPDATE EXCLUSIVE on public.session_events");
        assertThat(run("partitions", "ensure")).isZero();
        assertThat(last.out()).isEqualTo("16 changes\n");
    }

    @Test
    void dropsNothingWithoutConsentAndSetsAsideWithIt(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 1);

        assertThat(run("partitions", "drop-expired")).isEqualTo(14);
        assertThat(last.err()).contains("--yes");
        assertThat(run("partitions", "drop-expired", "--yes")).isZero();
        assertThat(last.out()).isEqualTo("2 changes\n");
        assertThat(run("partitions", "drop-expired", "--yes")).isZero();
        assertThat(last.out()).isEqualTo("nothing to do\n");
        assertThat(value(database, "select command || ' ' || outcome from maintenance_runs order by id desc limit 1"))
                .isEqualTo("partitions drop-expired ok");
    }

    @Test
    void refusesAMassDropThatIsNotNamed(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 4);

        assertThat(run("partitions", "drop-expired", "--yes")).isEqualTo(14);
        assertThat(last.err())
                .contains("5 steps of the plan are mass-drop", "--allow mass-drop")
                .contains("why:  more than 3 partitions of a table");
        assertThat(value(database, "select count(*)::text from detached_partitions"))
                .isEqualTo("0");
        assertThat(run("partitions", "drop-expired", "--yes", "--allow", "mass-drop"))
                .isZero();
        assertThat(value(database, "select count(*)::text from detached_partitions"))
                .isEqualTo("4");
    }

    @Test
    void bringsAMonthBackAndSaysThatItWillGoAgain(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 2);
        run("partitions", "drop-expired", "--yes");
        String month = MonthRange.monthOf(Instant.now()).minusMonths(20).toString();

        assertThat(run("partitions", "undrop", month, "--dry-run", "--output", "sql"))
                .isZero();
        assertThat(last.out()).contains("attach partition", "set schema");
        assertThat(run("partitions", "undrop", month, "--table", "audit_events"))
                .isEqualTo(14);
        assertThat(last.err())
                .contains("no partition of " + month + " is in the trash")
                .contains("in the trash are session_events expired_0, session_events expired_1");
        assertThat(run("partitions", "undrop", month, "--output", "json")).isZero();
        assertThat(last.out()).contains("\"id\":\"partition.expires-again\"", "retention hold <id> --reason TEXT");
        assertThat(value(database, "select relispartition::text from pg_class where oid = 'expired_0'::regclass"))
                .isEqualTo("true");
        assertThat(run("partitions", "undrop", month)).isEqualTo(14);
        assertThat(last.err()).contains("public.expired_0 was brought back on ");
    }

    @Test
    void dropsAtOnceAndEmptiesTheTrashOnlyWhereThatIsAskedForAndConfirmed(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 1);
        run("partitions", "drop-expired", "--yes");

        assertThat(run("partitions", "drop-expired", "--no-grace")).isEqualTo(14);
        assertThat(run("partitions", "drop-expired", "--no-grace", "--dry-run")).isZero();
        assertThat(last.out()).contains("hazard no-grace: ", "for good");
        assertThat(run("partitions", "drop-expired", "--no-grace", "--yes")).isZero();
        assertThat(value(database, "select state from detached_partitions")).isEqualTo("dropped");
    }

    @Test
    void refusesWhatIsNoMonthAndNoTable() {
        assertThat(run("partitions", "undrop", "2026-13")).isEqualTo(2);
        assertThat(last.err()).contains("'2026-13' is no month: write for example 2026-03");
        assertThat(run("partitions", "undrop", "2026-03", "--table", "users")).isEqualTo(2);
        assertThat(last.err()).contains("name one of session_events, audit_events");
    }

    @Test
    void listsForPeopleAndForPrograms(TestDatabase database) throws IOException {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 1);

        assertThat(run("partitions", "list")).isZero();
        assertThat(last.out())
                .contains("PARTITION", "session_events_default", "current", "expired", "nothing in the trash");
        assertThat(run("partitions", "list", "--output", "json")).isZero();
        assertThat(fields(last.out()))
                .contains(
                        "read_at",
                        "tables",
                        "covered_until",
                        "headroom_days",
                        "partitions",
                        "pinned",
                        "trash",
                        "pending");
        assertThat(last.err()).isEmpty();
    }

    @Test
    void checksWhatIsWrongAndSaysWhatToDo(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");

        assertThat(run("partitions", "check")).as(last.out() + last.err()).isZero();
        assertThat(last.out()).isEqualTo("all is well: 16 partitions\n");
        execute(
                database,
                "create index loose on only session_events (type)",
                "insert into session_events (session_id, tenant_id, deployment_id, seq, type)"
                        + " values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x')");
        assertThat(run("partitions", "check")).isEqualTo(5);
        assertThat(last.out())
                .contains("partition.index-missing", "loose", "and 5 more", "partition.never-analysed", "2 findings");
        execute(
                database,
                "insert into audit_events (actor_type, action, created_at) values ('system', 'x', '2020-01-01')");
        assertThat(run("partitions", "check", "--output", "json")).isEqualTo(4);
        assertThat(last.out()).contains("\"id\":\"partition.default-rows\"", "partitions adopt-default");
        assertThat(last.err()).isEmpty();
    }

    @Test
    void saysUntilWhenAPartitionIsPinned(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 1);
        execute(
                database,
                "insert into tenants (id, name, slug) values ('10000000-0000-0000-0000-000000000001', 'a', 'a')",
                "insert into deployments (id, tenant_id, name, retention_days) values"
                        + " ('30000000-0000-0000-0000-000000000001', '10000000-0000-0000-0000-000000000001', 'd', 3650)",
                "insert into session_events (session_id, tenant_id, deployment_id, seq, type, created_at) select"
                        + " gen_random_uuid(), tenant_id, id, 1, 'x', (select min(date_trunc('month', now() at time zone"
                        + " 'UTC') at time zone 'UTC' - interval '20 months') + interval '3 days') from deployments");
        String day = value(
                database,
                "select ((min(created_at) + interval '24 hours' * 3650) at time zone 'UTC')::date::text from session_events");

        assertThat(run("partitions", "list")).isZero();

        assertThat(last.out()).contains("kept by the window of deployment d until " + day);
        execute(
                database,
                "insert into retention_holds (deployment_id, reason, placed_by) select id, 'r', 'me' from deployments");
        run("partitions", "list");
        assertThat(last.out()).contains("until it is released");
    }

    @Test
    void saysOfTheOldestMonthThatNoWindowReachesUntilWhenThatIsSo(TestDatabase database) {
        migrate(database);
        MonthRange older = MonthRange.of(MonthRange.monthOf(Instant.now()).minusMonths(2));
        MonthRange newer = MonthRange.of(MonthRange.monthOf(Instant.now()).minusMonths(1));
        for (MonthRange month : List.of(newer, older)) {
            execute(
                    database,
                    "create table m_" + month.from().getEpochSecond()
                            + " partition of session_events for values from ('" + month.from() + "') to ('" + month.to()
                            + "')");
        }
        execute(
                database,
                "insert into tenants (name, slug) values ('a', 'a')",
                "insert into deployments (tenant_id, name, retention_days) select id, 'd', 70 from tenants");

        run("partitions", "list");
        String text = last.out();
        run("partitions", "list", "--output", "json");

        String first = "within every window until " + day(older.to().plus(Duration.ofDays(70)));
        String second = "within every window until " + day(newer.to().plus(Duration.ofDays(70)));
        assertThat(text).containsOnlyOnce(first).doesNotContain(second);
        assertThat(last.out()).contains("\"note\":\"" + first + "\"", "\"note\":\"" + second + "\"");
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    @Test
    void givesNewPartitionsWhatTheNewestHas(TestDatabase database) {
        migrate(database);
        run("partitions", "ensure");
        YearMonth newest = MonthRange.monthOf(Instant.now()).plusMonths(6);
        String leaf = "session_events_" + newest.toString().replace('-', '_');
        String following = "session_events_" + newest.plusMonths(1).toString().replace('-', '_');
        execute(
                database,
                "alter table " + leaf
                        + " set (autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_enabled = false)",
                "alter table " + leaf + " replica identity using index " + leaf + "_pkey",
                "grant select on " + leaf + " to public",
                "update maintenance_settings set premake_months = 7");

        assertThat(run("partitions", "ensure")).as(last.err()).isZero();

        assertThat(value(
                        database,
                        "select reloptions::text || (select reloptions from pg_class t where t.oid = c.reltoastrelid)::text"
                                + " || relreplident::text || (relacl::text ~ '[{,]=r/') from pg_class c where relname = '"
                                + following + "'"))
                .isEqualTo("{autovacuum_vacuum_scale_factor=0.01}{autovacuum_enabled=false}itrue");
    }

    @Test
    void aBootMakesThePartitionsAndThenFindsNothingToDo() {
        assertThat(run("migrate")).isZero();
        assertThat(last.err()).contains("6/6 monthly partitions       16 changes");

        assertThat(run("migrate")).isZero();

        assertThat(last.out()).startsWith("nothing to do");
        assertThat(last.err()).isEmpty();
    }

    @Test
    void aBootLeavesAMassDropAndStillExitsWithZero(TestDatabase database) {
        run("migrate");
        expiredMonths(database, 4);

        assertThat(run("migrate")).isZero();

        assertThat(last.err())
                .containsOnlyOnce("warning")
                .contains("5 steps are left out: more than 3 partitions of a table", "; and 2 more\n")
                .contains("next: see exo-db-cli partitions list; if they are to go: exo-db-cli partitions drop-expired"
                        + " --allow mass-drop");
        assertThat(value(database, "select count(*)::text from detached_partitions"))
                .isEqualTo("0");
    }

    private int run(String... arguments) {
        last = CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn, "EXO_ENCRYPTION_KEY", KEY), arguments);
        return last.code();
    }

    private static void migrate(TestDatabase database) {
        try (Session session = TestSessions.open(database)) {
            MigratedDatabase.prepare(session);
            session.sql().execute("insert into maintenance_settings default values on conflict do nothing");
        }
    }

    private static void expiredMonths(TestDatabase database, int count) {
        YearMonth oldest = MonthRange.monthOf(Instant.now()).minusMonths(20);
        try (Session session = TestSessions.open(database)) {
            for (int month = 0; month < count; month++) {
                MonthRange range = MonthRange.of(oldest.plusMonths(month));
                session.sql()
                        .execute("create table expired_" + month + " partition of session_events for values from ('"
                                + range.from() + "') to ('" + range.to() + "')");
            }
        }
    }

    private static void execute(TestDatabase database, String... statements) {
        try (Session session = TestSessions.open(database)) {
            for (String statement : statements) {
                session.sql().execute(statement);
            }
        }
    }

    private static String value(TestDatabase database, String sql) {
        try (Session session = TestSessions.open(database)) {
            return String.valueOf(session.sql().fetchSingle(sql).get(0, String.class));
        }
    }

    private static List<String> fields(String json) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        return names;
    }
}
