package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedLeaf;
import exo.db.schema.Surroundings.Grants;
import exo.db.schema.Surroundings.Right;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RightsJudgeTest {
    private static final QualifiedName USERS = new QualifiedName("app", "users");
    private static final QualifiedName TENANTS = new QualifiedName("app", "tenants");
    private static final QualifiedName EVENTS = new QualifiedName("app", "audit_events");
    private static final QualifiedName LEAF = new QualifiedName("app", "audit_events_2026_03");
    private static final Set<Right> ALL = EnumSet.allOf(Right.class);

    private final Map<QualifiedName, Grants> tables = new HashMap<>(
            Map.of(USERS, grants("users", ALL), TENANTS, grants("tenants", ALL), EVENTS, grants("audit_events", ALL)));
    private Surroundings.Server server = Surroundings.Server.WRITABLE;
    private Set<Right> inSchema = EnumSet.of(Right.CREATE, Right.USAGE);
    private String ownerOfSchema = "boss";
    private Set<Right> inDatabase = EnumSet.of(Right.CREATE);

    @Test
    void demandsNothingWhereNothingIsToBeDone() {
        server = Surroundings.Server.STANDBY;
        inSchema = Set.of();
        tables.put(USERS, grants("users", Set.of()));

        assertThat(refusals()).isEmpty();
    }

    @Test
    void letsTheOwnerDoEverything() {
        assertThat(refusals(dropNotNull(), index(), trash(), reference())).isEmpty();
    }

    @Test
    void demandsOwnershipOfATableThatIsChanged() {
        tables.put(USERS, grants("users", Set.of(Right.SELECT, Right.INSERT, Right.UPDATE)));

        assertThat(refusals(dropNotNull()))
                .containsExactly(new Refusal(
                        "privilege.owner",
                        "backend is not the owner of app.users",
                        "connect as boss, or have it run: alter table app.users owner to backend"));
    }

    @Test
    void namesThePolicyThatHidesRowsAndWhoCanLiftIt() {
        tables.put(USERS, grants("users", EnumSet.complementOf(EnumSet.of(Right.EVERY_ROW))));
        tables.put(TENANTS, grants("tenants", EnumSet.of(Right.SELECT)));

        assertThat(judge().unreadable(List.of("users", "tenants")))
                .containsExactly(
                        new Refusal(
                                "privilege.row-security",
                                "a policy keeps backend from seeing every row of app.users",
                                "run: alter table app.users no force row level security; or have a superuser run:"
                                        + " alter role backend bypassrls"),
                        new Refusal(
                                "privilege.row-security",
                                "a policy keeps backend from seeing every row of app.tenants",
                                "have a superuser run: alter role backend bypassrls"));
    }

    @Test
    void demandsOwnershipOfThePartitionsOfATableThatIsChanged() {
        tables.put(LEAF, grants("audit_events_2026_03", Set.of()));

        assertThat(refusals(Step.locking(
                        Stage.AUTO_MIGRATE, new Change.DropNotNull(EVENTS, "ip"), EVENTS, LockMode.ACCESS_EXCLUSIVE)))
                .extracting(Refusal::next)
                .containsExactly(
                        "connect as boss, or have it run: alter table app.audit_events_2026_03 owner to backend");
    }

    @Test
    void demandsTheRightToCreateForANewTableAndNothingOfThatTable() {
        inSchema = Set.of(Right.USAGE);
        Table table = new Table(
                "teams",
                Table.Layout.PLAIN,
                Table.Owner.BACKEND,
                List.of(),
                List.of("id"),
                List.of(),
                List.of(),
                List.of());

        assertThat(refusals(Step.shared(
                        Stage.AUTO_MIGRATE, new Change.CreateTable(new QualifiedName("app", "teams"), table))))
                .containsExactly(new Refusal(
                        "privilege.create",
                        "backend may not create anything in the schema app",
                        "have boss run: grant create on schema app to backend"));
    }

    @Test
    void demandsTheRightToReferOnlyToTheTableThatIsReferredTo() {
        tables.put(TENANTS, grants("tenants", Set.of(Right.SELECT)));

        assertThat(refusals(reference()))
                .containsExactly(new Refusal(
                        "privilege.references",
                        "backend may not refer to app.tenants",
                        "have boss run: grant references on app.tenants to backend"));
    }

    @Test
    void saysHowTheTrashComesAboutWithoutTheRightToCreateSchemas() {
        inDatabase = Set.of();

        assertThat(refusals(trash()))
                .containsExactly(new Refusal(
                        "privilege.create",
                        "backend may not create the schema exo_trash",
                        "have boss run: create schema exo_trash authorization backend"));
    }

    @Test
    void findsEverythingAtOnceAndEachThingOnce() {
        server = Surroundings.Server.READ_ONLY;
        inSchema = Set.of(Right.USAGE);
        inDatabase = Set.of();
        tables.put(USERS, grants("users", Set.of()));
        tables.put(
                new QualifiedName("app", "maintenance_runs"),
                grants("maintenance_runs", Set.of(Right.SELECT, Right.EVERY_ROW)));

        assertThat(refusals(dropNotNull(), index(), dropNotNull(), trash()))
                .extracting(Refusal::id)
                .containsExactly(
                        "server.read-only",
                        "privilege.owner",
                        "privilege.create",
                        "privilege.create",
                        "privilege.insert",
                        "privilege.update");
    }

    @Test
    void leavesOutWhatTheBackendCanDoWithoutAndKeepsWhatItCannot() {
        tables.put(EVENTS, grants("audit_events", Set.of(Right.SELECT)));
        Step march = month("audit_events_2026_03");
        Step april = month("audit_events_2026_04");

        Plan permitted = judge().permitted(new Plan(List.of(march, april), List.of()), march::equals);

        assertThat(permitted.steps()).containsExactly(march);
        assertThat(permitted.pending()).hasSize(1);
        assertThat(permitted.pending().getFirst().id()).isEqualTo("privilege.missing");
        assertThat(permitted.pending().getFirst().what()).contains("audit_events_2026_04");
        assertThat(permitted.pending().getFirst().next()).contains("alter table app.audit_events owner to backend");
    }

    @Test
    void namesThePersonBehindTheOwnerOfTheSchemaPublic() {
        inSchema = Set.of(Right.USAGE);
        ownerOfSchema = "pg_database_owner";

        assertThat(refusals(index()))
                .extracting(Refusal::next)
                .containsExactly("have boss run: grant create on schema app to backend");
    }

    @Test
    void countsWhatIsLeftOutBeyondTheFirstThree() {
        tables.put(EVENTS, grants("audit_events", Set.of(Right.SELECT)));
        Plan months =
                new Plan(List.of(month("m_1"), month("m_2"), month("m_3"), month("m_4"), month("m_5")), List.of());

        Plan permitted = judge().permitted(months, step -> false);

        assertThat(permitted.pending().getFirst().what())
                .contains("app.m_3")
                .doesNotContain("app.m_4")
                .endsWith("; and 2 more");
    }

    @Test
    void namesWhatCannotBeReadAmongWhatIsThere() {
        tables.put(USERS, grants("users", Set.of(Right.EVERY_ROW)));

        assertThat(judge().unreadable(List.of("users", "tenants", "not_there")))
                .containsExactly(new Refusal(
                        "privilege.select",
                        "backend may not read app.users",
                        "have boss run: grant select on app.users to backend"));
    }

    private List<Refusal> refusals(Step... steps) {
        return judge().refusals(new Plan(List.of(steps), List.of()));
    }

    private RightsJudge judge() {
        ObservedTable events = new ObservedTable(
                "audit_events",
                Kind.PARTITIONED,
                "RANGE (created_at)",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new ObservedLeaf(LEAF, Optional.empty(), ObservedLeaf.State.ATTACHED)),
                0);
        Surroundings surroundings = new Surroundings(
                "backend",
                server,
                Optional.of(new Grants("app", ownerOfSchema, inSchema)),
                new Grants("exo", "boss", inDatabase),
                Optional.empty(),
                tables,
                List.of(),
                0,
                Map.of(),
                List.of());
        return new RightsJudge(new SchemaSnapshot("app", Map.of("audit_events", events)), surroundings);
    }

    private static Grants grants(String name, Set<Right> rights) {
        return new Grants(name, "boss", rights);
    }

    private static Step dropNotNull() {
        return Step.locking(
                Stage.AUTO_MIGRATE, new Change.DropNotNull(USERS, "email"), USERS, LockMode.ACCESS_EXCLUSIVE);
    }

    private static Step index() {
        Index index = new Index("idx_users_email", List.of("email"), Index.Uniqueness.PLAIN, "");
        return Step.outside(
                Stage.AUTO_MIGRATE,
                new Change.CreateIndex(USERS, index, Change.IndexBuild.CONCURRENT),
                USERS,
                LockMode.SHARE_UPDATE_EXCLUSIVE);
    }

    private static Step trash() {
        return new Step(Stage.PARTITIONS, new Change.CreateSchema("exo_trash"), Scope.OWN, List.of(), Set.of());
    }

    private static Step reference() {
        ForeignKey key = new ForeignKey("fk_users_tenant", "tenant_id", "tenants", ForeignKey.OnDelete.CASCADE);
        return new Step(
                Stage.CONSTRAINTS,
                new Change.AddForeignKey(USERS, key, Change.Validation.LATER),
                Scope.OWN,
                List.of(
                        new TableLock(USERS, LockMode.SHARE_ROW_EXCLUSIVE),
                        new TableLock(TENANTS, LockMode.SHARE_ROW_EXCLUSIVE)),
                Set.of());
    }

    private static Step month(String partition) {
        MonthRange range = MonthRange.of(java.time.YearMonth.of(2026, 3));
        return Step.locking(
                Stage.PARTITIONS,
                new Change.CreatePartition(EVENTS, EVENTS.sibling(partition), range, java.util.Optional.empty()),
                EVENTS,
                LockMode.SHARE_UPDATE_EXCLUSIVE);
    }
}
