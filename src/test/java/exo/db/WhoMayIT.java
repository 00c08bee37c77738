package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Roles that may do less than an owner: nothing is demanded that is not needed, and what is needed is said at once. */
@ExtendWith(PostgresExtension.class)
final class WhoMayIT {
    private final TestDatabase database;
    private final MigrateStage owner;
    private final String role;

    WhoMayIT(TestDatabase database) {
        this.database = database;
        this.owner = new MigrateStage(database);
        this.role = database.name() + "_backend";
    }

    @BeforeEach
    void makeTheRole() throws SQLException {
        owner.execute("create role " + role + " login password '" + role + "'");
    }

    @AfterEach
    void dropTheRole() throws SQLException {
        owner.execute("drop owned by " + role + " cascade; drop role " + role);
    }

    @Test
    void aRoleThatOnlyReadsAndWritesRowsFindsNothingToDo() throws SQLException {
        owner.migrate();
        owner.execute("grant select, insert, update, delete on all tables in schema public to " + role);

        CommandRun run = migrate();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("nothing to do");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aRoleThatMayNotReadThisToolsTablesIsToldEveryGrant() {
        owner.migrate();

        CommandRun run = migrate("--output", "json");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err())
                .startsWith("{\"error\":{\"code\":14,\"id\":\"privilege.missing\"")
                .contains("grant select on public.schema_state to " + role)
                .contains("grant select on public.encryption_keys to " + role)
                .contains("grant select on public.deployments to " + role);
    }

    @Test
    void aRoleThatMayNotUseTheSchemaIsToldSo() throws SQLException {
        owner.migrate();
        owner.execute("grant select on all tables in schema public to " + role
                + "; revoke usage on schema public from public");

        CommandRun run = migrate("--schema", "public");

        assertThat(run.code()).as(run.err()).isEqualTo(14);
        assertThat(run.err()).contains("grant usage on schema public to " + role);
    }

    @Test
    void everythingThatIsLackingIsFoundBeforeTheFirstWrite() throws SQLException {
        owner.migrate();
        owner.execute("""
                alter table users drop column last_login_at;
                alter table users drop constraint fk_users_tenant;
                drop index idx_deployment_tokens_deployment_id;
                drop table oauth_tokens;
                """);
        owner.execute("grant select on all tables in schema public to " + role);
        String before = catalog();

        CommandRun run = migrate();

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err())
                .contains("alter table public.users owner to " + role)
                .contains("alter table public.deployment_tokens owner to " + role)
                .contains("grant create on schema public to " + role)
                .contains("grant references on public.tenants to " + role)
                .contains("grant insert on public.maintenance_runs to " + role);
        assertThat(catalog()).isEqualTo(before);
    }

    @Test
    void aDryRunForetellsTheRefusalAndSaysItInItsCodeOnlyWhenAsked() throws SQLException {
        owner.migrate();
        owner.execute("drop index idx_sessions_open; grant select on all tables in schema public to " + role);
        String cure = "alter table public.sessions owner to " + role;

        CommandRun text = migrate("--dry-run");
        CommandRun json = migrate("--dry-run", "--output", "json");
        CommandRun script = migrate("--dry-run", "--output", "sql");
        CommandRun code = migrate("--dry-run", "--exit-code");

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("create index idx_sessions_open on public.sessions")
                .contains("not possible here, so that a run would change nothing: ")
                .contains(cure);
        assertThat(json.out())
                .contains("\"refusals\":[{\"id\":\"privilege.owner\"")
                .contains(cure);
        assertThat(script.code()).isZero();
        assertThat(script.err()).contains(cure);
        assertThat(code.code()).isEqualTo(14);
        assertThat(code.err()).contains(cure);
    }

    @Test
    void aRoleThatOwnsItsTablesNeedsNothingOfTheDatabase() throws SQLException {
        owner.execute("create schema exo authorization " + role);

        CommandRun first = migrate("--schema", "exo");
        CommandRun second = migrate("--schema", "exo");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(second.out()).startsWith("nothing to do");
    }

    @Test
    void monthsThatTheBackendDoesNotNeedYetAreLeftToTheOwner() throws SQLException {
        owner.migrate();
        owner.execute("grant select, insert, update on all tables in schema public to " + role);
        dropLastMonth();

        CommandRun run = migrate("--output", "json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"id\":\"privilege.missing\"").contains("create partition");
    }

    @Test
    void monthsThatTheBackendNeedsAreDemanded() throws SQLException {
        owner.migrate();
        owner.execute("grant select, insert, update on all tables in schema public to " + role);
        owner.execute("drop table audit_events_default, audit_events_"
                + owner.value("select to_char(now() at time zone 'UTC', 'YYYY_MM')"));

        CommandRun run = migrate("--output", "json");

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.err())
                .contains("\"id\":\"privilege.owner\"")
                .contains("alter table public.audit_events owner to " + role);
    }

    @Test
    void rowsThatAPolicyHidesAreNoRowsThatAreNotThere() throws SQLException {
        owner.execute("create schema exo authorization " + role);
        migrate("--schema", "exo");
        owner.execute("""
                alter table exo.users alter column name drop not null;
                alter table exo.users enable row level security, force row level security;
                create policy nobody on exo.users using (false)""");

        CommandRun run = migrate("--schema", "exo", "--output", "json");

        assertThat(run.code()).as(run.err()).isEqualTo(14);
        assertThat(run.err())
                .contains("\"id\":\"privilege.row-security\"")
                .contains("alter table exo.users no force row level security");
    }

    @Test
    void policiesThatDoNotConcernTheOwnerAreLeftAlone() throws SQLException {
        owner.execute("create schema exo authorization " + role);
        migrate("--schema", "exo");
        owner.execute("""
                alter table exo.users alter column name drop not null;
                alter table exo.users enable row level security;
                create policy nobody on exo.users using (false)""");

        CommandRun run = migrate("--schema", "exo");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(owner.value("select relrowsecurity from pg_class where oid = 'exo.users'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void aRoleWhoseReadingAPolicyCutsShortIsToldSoWithNothingToDo() throws SQLException {
        owner.migrate();
        owner.execute("grant select, insert, update, delete on all tables in schema public to " + role);
        owner.execute("alter table retention_holds enable row level security");

        CommandRun run = migrate("--output", "json");

        assertThat(run.code()).as(run.err()).isEqualTo(14);
        assertThat(run.err()).contains("\"id\":\"privilege.row-security\"", "retention_holds", "bypassrls");
    }

    private void dropLastMonth() throws SQLException {
        owner.execute("drop table " + owner.value("""
                select max(inhrelid::regclass::text) from pg_inherits
                where inhparent = 'audit_events'::regclass and inhrelid::regclass::text <> 'audit_events_default'"""));
    }

    /** The state of every catalog that a change would write to. */
    private String catalog() throws SQLException {
        return owner.value("""
                select md5(string_agg(c::text, ',' order by c.oid)) from pg_class c
                where c.relnamespace = 'public'::regnamespace""");
    }

    private CommandRun migrate(String... options) {
        String dsn = "host=" + database.host() + " port=" + database.port() + " user=" + role + " password=" + role
                + " dbname=" + database.name() + " sslmode=disable";
        return MigrateStage.migrateTo(dsn, options);
    }
}
