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
import java.time.Instant;
import java.time.YearMonth;
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
                .contains("partitions list, partitions ensure, partitions drop-expired or partitions adopt TABLE");
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
    void listsForPeopleAndForPrograms(TestDatabase database) throws IOException {
        migrate(database);
        run("partitions", "ensure");
        expiredMonths(database, 1);

        assertThat(run("partitions", "list")).isZero();
        assertThat(last.out())
                .contains("PARTITION", "session_events_default", "current", "expired", "nothing in the trash");
        assertThat(run("partitions", "list", "--output", "json")).isZero();
        assertThat(fields(last.out())).contains("read_at", "tables", "covered_until", "partitions", "trash", "pending");
        assertThat(last.err()).isEmpty();
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
