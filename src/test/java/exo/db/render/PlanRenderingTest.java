package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Change;
import exo.db.schema.Column;
import exo.db.schema.ColumnDefault;
import exo.db.schema.ColumnType;
import exo.db.schema.Cost;
import exo.db.schema.Drift;
import exo.db.schema.Foresight;
import exo.db.schema.Index;
import exo.db.schema.LockMode;
import exo.db.schema.Nullability;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import exo.db.schema.QualifiedName;
import exo.db.schema.Refusal;
import exo.db.schema.Sensitivity;
import exo.db.schema.Stage;
import exo.db.schema.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlanRenderingTest {
    private static final QualifiedName USERS = new QualifiedName("public", "users");
    private static final Index BY_STATUS = new Index("idx_users_status", List.of("status"), Index.Uniqueness.PLAIN, "");

    private static final Step ADD_COLUMN = Step.locking(
            Stage.AUTO_MIGRATE,
            new Change.AddColumn(
                    USERS,
                    new Column(
                            "status",
                            ColumnType.TEXT,
                            Nullability.NULLABLE,
                            new ColumnDefault.None(),
                            Sensitivity.OPEN)),
            USERS,
            LockMode.ACCESS_EXCLUSIVE);
    private static final Step BUILD_INDEX = Step.outside(
                    Stage.AUTO_MIGRATE,
                    new Change.CreateIndex(USERS, BY_STATUS, Change.IndexBuild.CONCURRENT),
                    USERS,
                    LockMode.SHARE_UPDATE_EXCLUSIVE)
            .costing(Cost.scan(1_200_000));
    private static final Step MAKE_SCHEMA = Step.shared(Stage.OWN_TABLES, new Change.CreateSchema("exo_trash"));
    private static final Step ADD_KEY = Step.shared(
            Stage.KEYRING,
            new Change.InsertKey(
                    USERS.sibling("encryption_keys"),
                    new Change.WrappedKey("0a1b2c3d", "c0ffee", "XAES-256-GCM", "1122334455667788", "exo1:canary")));
    private static final Pending DUPLICATE =
            new Pending("email.duplicate", "public.users holds one address in 2 rows: 1, 2", "decide which row stays");
    private static final Drift EXTRA = new Drift(
            Drift.Kind.HARMFUL, "column.required", "public.users.x allows no NULL", "alter table public.users ...");

    @Test
    void tellsStageByStageWhoWaitsForWhatAndWhatItComesTo() {
        Plan plan = new Plan(List.of(MAKE_SCHEMA, ADD_COLUMN, BUILD_INDEX), List.of(DUPLICATE));

        assertThat(printed(plan, List.of(EXTRA), Output.TABLE)).isEqualTo("""
                0/6 this tool's tables: 1 change, none on tables in use
                  create schema exo_trash

                3/6 tables, columns, indexes: 2 changes, all on tables in use
                  add column public.users.status
                      readers and writers wait for a moment; ACCESS EXCLUSIVE on public.users
                  create index idx_users_status on public.users concurrently
                      writers go on; reads about 1,200,000 rows; SHARE UPDATE EXCLUSIVE on public.users; outside a transaction

                left out: 1
                  email.duplicate  public.users holds one address in 2 rows: 1, 2
                      next: decide which row stays

                not as declared, and left as it is: 1
                  column.required  public.users.x allows no NULL
                      next: alter table public.users ...

                3 changes: 2 on tables in use, writers wait at 1 of them, reads about 1,200,000 rows; 1 left out
                """);
    }

    @Test
    void foretellsThatARunWouldBeRefusedAndHowThatIsCured() {
        Refusal refusal = new Refusal("privilege.owner", "ro is not the owner of public.users", "connect as exo");
        Plan plan = new Plan(List.of(ADD_COLUMN), List.of());

        assertThat(printed(plan, List.of(refusal), List.of(), Output.TABLE)).endsWith("""

                not possible here, so that a run would change nothing: 1
                  privilege.owner  ro is not the owner of public.users
                      next: connect as exo

                1 change: 1 on tables in use, writers wait at 1 of them
                """);
        assertThat(printed(plan, List.of(refusal), List.of(), Output.JSON))
                .contains("\"refusals\":[{\"id\":\"privilege.owner\",\"what\":\"ro is not the owner of public.users\","
                        + "\"next\":\"connect as exo\"}]");
    }

    @Test
    void namesTheFirstOfWhatDiffersInTheSameHarmlessWay() {
        List<Drift> drift = IntStream.rangeClosed(1, 7)
                .mapToObj(number -> new Drift(Drift.Kind.TOLERATED, "drift.default", "column " + number, ""))
                .toList();

        assertThat(printed(Plan.EMPTY, drift, Output.TABLE)).isEqualTo("""
                not as declared, and left as it is: 7
                  drift.default  column 1
                  drift.default  column 2
                  drift.default  column 3
                  drift.default  column 4
                  drift.default  column 5
                  drift.default  and 2 more: see --output json

                nothing to do
                """);
    }

    @Test
    void saysInOneLineThatThereIsNothingToDo() {
        assertThat(printed(Plan.EMPTY, List.of(), Output.TABLE)).isEqualTo("nothing to do\n");
    }

    @Test
    void namesEveryLockAndWhoItStopsForPrograms() {
        assertThat(printed(new Plan(List.of(BUILD_INDEX), List.of(DUPLICATE)), List.of(EXTRA), Output.JSON))
                .isEqualTo("{\"schema\":\"public\",\"plan\":[{\"step\":\"auto-migrate\","
                        + "\"change\":\"create index idx_users_status on public.users concurrently\","
                        + "\"locks\":[{\"table\":\"public.users\",\"mode\":\"SHARE UPDATE EXCLUSIVE\","
                        + "\"blocks_writers\":false,\"brief\":false}],\"transaction\":\"none\",\"work\":\"scan\","
                        + "\"estimated_rows\":1200000,\"hazards\":[],\"sql\":[\"create index concurrently"
                        + " \\\"idx_users_status\\\" on \\\"public\\\".\\\"users\\\" USING btree (status)\"]}],"
                        + "\"pending\":[{\"id\":\"email.duplicate\","
                        + "\"what\":\"public.users holds one address in 2 rows: 1, 2\","
                        + "\"next\":\"decide which row stays\"}],"
                        + "\"refusals\":[],"
                        + "\"drift\":[{\"id\":\"column.required\",\"kind\":\"harmful\","
                        + "\"what\":\"public.users.x allows no NULL\",\"next\":\"alter table public.users ...\"}],"
                        + "\"totals\":{\"steps\":1,\"steps_on_tables_in_use\":1,\"steps_writers_wait_for\":0,"
                        + "\"rows_scanned\":1200000,\"rows_rewritten\":0,\"rows_in_batches\":0,\"pending\":1}}\n");
    }

    @Test
    void keepsTheKeyOutOfEveryForm() {
        Plan plan = new Plan(List.of(ADD_KEY), List.of());

        for (Output output : Output.values()) {
            assertThat(printed(plan, List.of(), output)).doesNotContain("c0ffee", "canary");
        }
        assertThat(printed(plan, List.of(), Output.SQL)).contains("after it: exo-db-cli bootstrap-keyring");
    }

    @Test
    void aScriptLetsOnlyThoseLocksWaitLongThatNoWriterQueuesBehind() {
        String script = printed(new Plan(List.of(ADD_COLUMN, BUILD_INDEX), List.of()), List.of(), Output.SQL);

        assertThat(script)
                .containsSubsequence(
                        "set lock_timeout to '200ms';",
                        "alter table \"public\".\"users\" add column",
                        "set lock_timeout to '10min';",
                        "create index concurrently");
    }

    @Test
    void nothingInAScriptsCommentsCanEndThem() {
        Plan plan = new Plan(
                List.of(), List.of(new Pending("x.y", "a name\nwith \r\u0085 a \u2028drop table users;", "none\n;")));

        assertThat(printed(plan, List.of(), Output.SQL).lines())
                .filteredOn(line -> line.contains("drop table") || line.endsWith(" ;"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("-- "));
    }

    private static String printed(Plan plan, List<Drift> drift, Output output) {
        return printed(plan, List.of(), drift, output);
    }

    private static String printed(Plan plan, List<Refusal> refusals, List<Drift> drift, Output output) {
        StringWriter out = new StringWriter();
        Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(new StringWriter()));
        new Renderer("migrate", output, Renderer.Detail.NORMAL, terminal)
                .result(new PlanRendering(new Foresight(plan, refusals, drift), "public", output));
        return out.toString();
    }
}
