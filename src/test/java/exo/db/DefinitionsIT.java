package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a real server: what bears a declared name says what is declared in the end, from wherever a run was stopped. */
@ExtendWith(PostgresExtension.class)
final class DefinitionsIT {
    private static final String KEY = "select string_agg(concat_ws(' ', conname, confdeltype, convalidated), ', '"
            + " order by conname) from pg_constraint where conrelid = 'teams'::regclass and contype = 'f'";
    private static final String CHECK = "select string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' order by"
            + " conname) from pg_constraint where conrelid = 'tenants'::regclass and contype = 'c'";
    private static final String CHANGED_KEY = "alter table teams drop constraint fk_teams_tenant;"
            + " alter table teams add constraint fk_teams_tenant foreign key (tenant_id) references tenants (id)";
    private static final String CHANGED_CHECK = "alter table tenants drop constraint chk_tenants_slug;"
            + " alter table tenants add constraint chk_tenants_slug check (slug <> '')";

    private final MigrateStage stage;

    DefinitionsIT(TestDatabase database) {
        stage = new MigrateStage(database);
    }

    @BeforeEach
    void startFromAWholeSchemaWithRows() throws SQLException {
        assertThat(stage.migrate().code()).isZero();
        stage.execute("with t as (insert into tenants (name, slug) values ('Acme', 'acme') returning id)"
                + " insert into teams (tenant_id, name) select id, 'ops' from t");
    }

    @Test
    void replacesAChangedKeyFromEveryStateThatAKilledRunCanLeave() throws SQLException {
        String replacement = "alter table teams add constraint fk_teams_tenant_exo foreign key (tenant_id)"
                + " references tenants (id) on delete cascade";
        for (String state : List.of(
                "select 1",
                replacement + " not valid",
                replacement,
                replacement.replace("cascade", "set null") + " not valid")) {
            stage.execute(CHANGED_KEY + "; " + state);

            CommandRun run = stage.migrate();

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(stage.value(KEY)).as(state).isEqualTo("fk_teams_tenant c t");
            assertThat(stage.migrate().out()).startsWith("nothing to do");
        }
    }

    @Test
    void replacesAChangedCheckFromEveryStateThatAKilledRunCanLeave() throws SQLException {
        String replacement = "alter table tenants add constraint chk_tenants_slug_exo check (slug = lower(slug))";
        for (String state : List.of("select 1", replacement + " not valid", replacement)) {
            stage.execute(CHANGED_CHECK + "; " + state);

            CommandRun run = stage.migrate();

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(stage.value(CHECK)).as(state).isEqualTo("chk_tenants_slug CHECK ((slug = lower(slug)))");
            assertThat(stage.migrate().out()).startsWith("nothing to do");
        }
    }

    @Test
    void leavesAChangedCheckInPlaceUntilItsOffendersAreMended() throws SQLException {
        stage.execute(CHANGED_CHECK);
        stage.execute("update tenants set slug = 'ACME'");

        CommandRun stopped = stage.migrate("--output", "json");
        String meanwhile = stage.value(CHECK);
        stage.execute("update tenants set slug = 'acme'");
        stage.migrate();

        assertThat(stopped.code()).isZero();
        assertThat(stopped.out()).contains("check.violated", stage.value("select id from tenants"));
        assertThat(meanwhile).isEqualTo("chk_tenants_slug CHECK ((slug <> ''::text))");
        assertThat(stage.value(CHECK)).isEqualTo("chk_tenants_slug CHECK ((slug = lower(slug)))");
    }

    @Test
    void narrowsOnlyWhenAllowedAndOnlyWhatTheNewTypeAccepts() throws SQLException {
        stage.execute("alter table tenants alter column jwt_expiry_seconds type text,"
                + " alter column jwt_expiry_seconds set default 'soon'");
        stage.execute("update tenants set jwt_expiry_seconds = 'never'");

        CommandRun refused = stage.migrate("--allow", "narrow-type");
        stage.execute("update tenants set jwt_expiry_seconds = '60'");
        CommandRun unnamed = stage.migrate("--output", "json");
        CommandRun named = stage.migrate("--allow", "narrow-type");

        assertThat(refused.code()).isEqualTo(14);
        assertThat(refused.err()).contains("refuses the value", stage.value("select id from tenants"));
        assertThat(unnamed.code()).isEqualTo(14);
        assertThat(unnamed.err()).contains("--allow narrow-type");
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(stage.value("select jwt_expiry_seconds + 1 from tenants")).isEqualTo("61");
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void keepsTheMeaningOfTimesListsAndFractionsThatItConverts() throws SQLException {
        stage.execute("alter table tenants alter column deleted_at type timestamp using '2026-03-01 12:00'::timestamp,"
                + " alter column jwt_expiry_seconds type numeric using 1.5,"
                + " alter column settings drop default, alter column settings type text[] using '{a,b}'::text[]");

        CommandRun unnamed = stage.migrate();
        CommandRun named = stage.migrate("--allow", "narrow-type");
        CommandRun rest = stage.migrate();

        assertThat(unnamed.err()).contains("changes the value in 1 row");
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(stage.value(
                        "select concat_ws(' ', extract(epoch from deleted_at)::bigint, jwt_expiry_seconds, settings)"
                                + " from tenants"))
                .isEqualTo("1772366400 2 [\"a\", \"b\"]");
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void fillsNullsOnlyWhenAllowedAlsoInPartitions() throws SQLException {
        stage.execute("alter table teams alter column name drop not null;"
                + " alter table users alter column name drop not null;"
                + " alter table audit_events alter column actor_name drop not null;"
                + " insert into audit_events (actor_type, action, actor_name) values ('user', 'x', null);"
                + " insert into users (tenant_id, email, name) select id, 'a@b', null from tenants;"
                + " insert into teams (tenant_id, name) select id, null from tenants");

        CommandRun unnamed = stage.migrate("--output", "json");
        CommandRun named = stage.migrate("--allow", "fill-nulls", "--output", "json");

        assertThat(unnamed.code()).isZero();
        assertThat(unnamed.out()).contains("--allow fill-nulls");
        assertThat(named.code()).as(named.err()).isZero();
        assertThat(named.out()).contains("public.teams.name").doesNotContain("fill-nulls");
        assertThat(stage.value("select count(*) from audit_events where actor_name is null"))
                .isEqualTo("0");
        assertThat(stage.value("select '<' || name || '>' from users")).isEqualTo("<>");
        stage.execute("delete from teams where name is null");
        stage.migrate();
        assertThat(stage.isComplete()).isTrue();
    }

    @Test
    void setsNotNullFromEveryStateOfTheProofAndKeepsSomebodysOwn() throws SQLException {
        for (String state : List.of(
                "select 1",
                "alter table teams add constraint exo_not_null_name check (name is not null) not valid",
                "alter table teams add constraint exo_not_null_name check (name is not null)",
                "alter table teams add constraint hers check (name is not null)")) {
            stage.execute("alter table teams alter column name drop not null; " + state);

            CommandRun run = stage.migrate();

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(stage.isComplete()).as(state).isTrue();
        }
        assertThat(stage.value("select string_agg(conname, ' ') from pg_constraint"
                        + " where conrelid = 'teams'::regclass and contype = 'c'"))
                .isEqualTo("hers");
    }

    @Test
    void saysAtEveryBootThatAColumnMakesInsertsFail() throws SQLException {
        stage.execute("alter table roles add column legacy text not null");

        CommandRun first = stage.migrate("--output", "json");
        CommandRun second = stage.migrate("--output", "json");

        assertThat(first.out()).contains("\"id\":\"column.required\"");
        assertThat(second.out()).contains("\"id\":\"column.required\"").startsWith("{\"outcome\":\"nothing-to-do\"");
    }

    @Test
    void convertsALargeColumnBeforeItHoldsTheRowsAgainstItsCheckAgain() throws SQLException {
        stage.execute("alter table users alter column status type varchar(20);"
                + " insert into users (tenant_id, email, name) select t.id, n || '@b', repeat('x', 200)"
                + " from tenants t, generate_series(1, 30000) n; analyze users");

        CommandRun plan = stage.migrate("--dry-run", "--output", "sql");
        CommandRun run = stage.migrate();

        assertThat(plan.out()).contains("chk_users_status_exo");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.migrate().out()).startsWith("nothing to do");
    }
}
