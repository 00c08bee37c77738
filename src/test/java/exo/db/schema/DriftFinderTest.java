package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.model.ExoSchema;
import exo.db.schema.Drift.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import exo.db.schema.Surroundings.Grants;
import exo.db.schema.Surroundings.Undeclared;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is not as declared and stays as it is. */
final class DriftFinderTest {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    @Test
    void findsNothingInADatabaseAsDeclared() {
        assertThat(after("users", users -> {})).isEmpty();
    }

    @Test
    void namesColumnsIndexesKeysAndChecksThatNobodyDeclared() {
        List<Drift> drift = after("users", users -> {
            users.columns.add(new ObservedColumn("hers", "inet", Nullability.NULLABLE, ""));
            users.indexes.add(new ObservedIndex("by_name", false, "USING btree (name)", true));
            users.foreignKeys.add(new ObservedForeignKey("to_teams", "team_id -> teams(id) c", true));
            users.checks.add(new ObservedCheck("short", "(length(name) < 9)", true));
        });

        assertThat(drift)
                .extracting(Drift::kind, Drift::what)
                .containsExactly(
                        tuple(Kind.UNDECLARED, "column app.users.hers inet is not declared"),
                        tuple(Kind.UNDECLARED, "index by_name on app.users is not declared: USING btree (name)"),
                        tuple(
                                Kind.UNDECLARED,
                                "foreign key to_teams on app.users is not declared: team_id -> teams(id) c"),
                        tuple(Kind.UNDECLARED, "check short on app.users is not declared: (length(name) < 9)"));
    }

    @Test
    void namesWhatStandsInUnderAnotherName() {
        List<Drift> drift = after("users", users -> {
            users.indexes.replaceAll(index -> index.name().equals("idx_users_tenant_id")
                    ? new ObservedIndex("theirs", index.unique(), index.definition(), true)
                    : index);
            users.foreignKeys.replaceAll(key -> key.name().equals("fk_users_tenant")
                    ? new ObservedForeignKey("fk_tenants_users", key.definition(), true)
                    : key);
        });

        assertThat(drift)
                .extracting(Drift::kind, Drift::id, Drift::what)
                .containsExactly(
                        tuple(
                                Kind.TOLERATED,
                                "drift.name",
                                "index theirs on app.users stands in for idx_users_tenant_id: another name, the same meaning"),
                        tuple(
                                Kind.TOLERATED,
                                "drift.name",
                                "foreign key fk_tenants_users on app.users stands in for fk_users_tenant: another name, the same meaning"));
    }

    @Test
    void toleratesASecondKeyThatIsTheSame() {
        List<Drift> drift = after(
                "users",
                users -> users.foreignKeys.add(
                        new ObservedForeignKey("fk_tenants_users", "tenant_id -> tenants(id) c", true)));

        assertThat(drift).extracting(Drift::kind, Drift::id).containsExactly(tuple(Kind.TOLERATED, "drift.second-key"));
    }

    @Test
    void warnsOfAKeyUnderSomebodysNameThatDefeatsTheCascadeAndGivesTheStatement() {
        List<Drift> drift = after(
                "users",
                users -> users.foreignKeys.add(
                        new ObservedForeignKey("fk_tenants_users", "tenant_id -> tenants(id) a", true)));

        assertThat(drift)
                .containsExactly(new Drift(
                        Kind.HARMFUL,
                        "drift.foreign-key-conflict",
                        "foreign key fk_tenants_users on app.users stands beside fk_users_tenant and says something else:"
                                + " tenant_id -> tenants(id) a; it can keep deletes from doing what is declared, cascade",
                        "alter table app.users drop constraint fk_tenants_users"));
    }

    @Test
    void knowsAConflictingKeyWhoseOtherTermsDifferToo() {
        List<Drift> drift = after(
                "users",
                users -> users.foreignKeys.add(new ObservedForeignKey(
                        "Theirs", "FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON UPDATE CASCADE", true)));

        assertThat(drift)
                .extracting(Drift::id, Drift::next)
                .containsExactly(
                        tuple("drift.foreign-key-conflict", "alter table app.users drop constraint \"Theirs\""));
    }

    @Test
    void putsFirstAColumnThatMakesTheBackendsInsertsFail() {
        List<Drift> drift = after("users", users -> {
            users.columns.add(new ObservedColumn("a", "text", Nullability.NULLABLE, ""));
            users.columns.add(new ObservedColumn("b", "text", Nullability.NOT_NULL, ""));
            users.columns.add(new ObservedColumn("c", "text", Nullability.NOT_NULL, "'x'::text"));
        });

        assertThat(drift)
                .extracting(Drift::kind, Drift::id, Drift::next)
                .containsExactly(
                        tuple(Kind.HARMFUL, "column.required", "alter table app.users alter column b drop not null"),
                        tuple(Kind.UNDECLARED, "drift.column", ""),
                        tuple(Kind.UNDECLARED, "drift.column", ""));
    }

    @Test
    void toleratesWhatGormSetsInItsOwnWay() {
        List<Drift> tenants = after(
                "tenants",
                found -> found.column("created_at", "timestamp with time zone", Nullability.NULLABLE, "")
                        .column("settings", "jsonb", Nullability.NOT_NULL, "'{}'::jsonb"));
        List<Drift> runs = after(
                "maintenance_runs",
                found -> found.column("id", "bigint", Nullability.NOT_NULL, "nextval('runs_id_seq'::regclass)"));

        assertThat(tenants)
                .extracting(Drift::kind, Drift::what)
                .containsExactly(
                        tuple(Kind.TOLERATED, "app.tenants.created_at allows NULL, unlike declared"),
                        tuple(Kind.TOLERATED, "app.tenants.created_at has no default, unlike declared"),
                        tuple(Kind.TOLERATED, "app.tenants.settings has the default '{}'::jsonb, unlike declared"));
        assertThat(runs)
                .extracting(Drift::what)
                .containsExactly("app.maintenance_runs.id draws from a sequence in place of an identity");
    }

    @Test
    void namesNothingThatThePlanSeesTo() {
        QualifiedName users = new QualifiedName("app", "users");
        QualifiedName statuses = new QualifiedName("app", "tool_statuses");
        List<Change> changes = List.of(
                new Change.DropIndex(new QualifiedName("app", "by_name"), Change.IndexBuild.CONCURRENT),
                new Change.ReplaceConstraint(users, "fk_users_tenant", "fk_users_tenant_exo"),
                new Change.SwapColumns(statuses, List.of("config"), statuses.sibling("schema_state"), List.of("gin")));
        Plan plan = new Plan(
                changes.stream()
                        .map(change -> Step.shared(Stage.AUTO_MIGRATE, change))
                        .toList(),
                List.of());

        List<Drift> ofUsers = after("users", plan, found -> {
            found.indexes.add(new ObservedIndex("by_name", false, "USING btree (name)", true));
            found.foreignKeys.add(new ObservedForeignKey("fk_users_tenant_exo", "team_id -> teams(id) c", true));
        });
        List<Drift> ofStatuses = after("tool_statuses", plan, found -> {
            found.columns.add(new ObservedColumn("config_exo_text", "text", Nullability.NULLABLE, ""));
            found.columns.add(new ObservedColumn("other_exo_text", "text", Nullability.NULLABLE, ""));
            found.checks.add(new ObservedCheck("exo_text_in_step", "true", false));
            found.indexes.add(new ObservedIndex("gin", false, "USING gin (config)", true));
        });

        assertThat(ofUsers).isEmpty();
        assertThat(ofStatuses)
                .extracting(Drift::what)
                .containsExactly("column app.tool_statuses.other_exo_text text is not declared");
    }

    @Test
    void namesTablesAndViewsThatNobodyDeclaredAndCountsThoseBeyondTheFirst() {
        Surroundings surroundings = new Surroundings(
                "backend",
                Surroundings.Server.WRITABLE,
                Optional.empty(),
                new Grants("exo", "boss", Set.of()),
                Optional.empty(),
                Map.of(),
                List.of(
                        new Undeclared("invoices", Undeclared.Kind.TABLE),
                        new Undeclared("Monthly", Undeclared.Kind.MATERIALIZED_VIEW),
                        new Undeclared("users", Undeclared.Kind.VIEW)),
                5_003,
                Map.of(),
                List.of());

        List<Drift> drift = DriftFinder.tables(DECLARED, ObservedFixture.snapshot(), surroundings);

        assertThat(drift)
                .extracting(Drift::kind, Drift::id, Drift::what)
                .containsExactly(
                        tuple(Kind.UNDECLARED, "drift.table", "table app.invoices is not declared"),
                        tuple(Kind.UNDECLARED, "drift.table", "materialized view app.Monthly is not declared"),
                        tuple(Kind.UNDECLARED, "drift.table", "5,000 more tables and views of app are not declared"));
    }

    private static List<Drift> after(String table, Consumer<ObservedFixture> change) {
        return after(table, Plan.EMPTY, change);
    }

    private static List<Drift> after(String table, Plan plan, Consumer<ObservedFixture> change) {
        ObservedFixture[] tables = DECLARED.tables().stream()
                .map(ObservedFixture::new)
                .peek(found -> {
                    if (found.name.equals(table)) {
                        change.accept(found);
                    }
                })
                .toArray(ObservedFixture[]::new);
        return DriftFinder.drift(DECLARED, ObservedFixture.snapshot(tables), plan);
    }
}
