package exo.db.schema;

import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small declaration, its tables as the catalog would show them, and what the probes would answer. */
final class PeopleFixture {
    static final QualifiedName NAME = new QualifiedName("app", "people");
    static final ForeignKey KEY = new ForeignKey("fk_people_team", "team_id", "teams", OnDelete.CASCADE);
    static final Check CHECK = new Check("chk_people_seats", "(seats > 0)");
    static final Check KINDS = new Check("chk_people_kind", "(kind = ANY (ARRAY['a'::text, 'b'::text]))");
    private static final Table TEAMS = table("teams", List.of(column("id", ColumnType.UUID)), List.of(), List.of());
    private static final Table PEOPLE = table(
            "people",
            List.of(
                    column("id", ColumnType.UUID),
                    column("team_id", ColumnType.UUID),
                    column("email", ColumnType.TEXT),
                    column("kind", ColumnType.TEXT, "'a'::text"),
                    column("seats", ColumnType.BIGINT, "90"),
                    column("enabled", ColumnType.BOOLEAN, "false"),
                    column("seen_at", ColumnType.TIMESTAMPTZ, "now()"),
                    column("extra", ColumnType.JSONB, "jsonb_build_object()"),
                    column("address", ColumnType.INET),
                    column("hash", ColumnType.BYTEA)),
            List.of(KEY),
            List.of(CHECK, KINDS));
    private static final DeclaredSchema DECLARED = new DeclaredSchema(1, List.of(TEAMS, PEOPLE));

    final ObservedFixture people = new ObservedFixture(PEOPLE);
    final Map<Probe, Probe.Answer> answers = new HashMap<>();
    private final ObservedFixture teams = new ObservedFixture(TEAMS);

    void hasRows() {
        answers.put(new Probe.HasRows(NAME), new Probe.Answer(1, List.of()));
    }

    void isLarge() {
        hasRows();
        answers.put(new Probe.Size(NAME), new Probe.Answer(9 << 20, List.of()));
    }

    void offends(Probe probe, String... ids) {
        answers.put(probe, new Probe.Answer(ids.length, List.of(ids)));
    }

    void key(String name, String definition, boolean validated) {
        people.foreignKeys.add(new ObservedForeignKey(name, definition, validated));
    }

    void check(String name, String expression, boolean validated) {
        people.checks.add(new ObservedCheck(name, expression, validated));
    }

    Plan plan(Hazard... allowed) {
        return new SchemaPlanner(DECLARED, new PlannerPolicy(Set.of(allowed), PlannerPolicy.USUAL_REWRITE))
                .draft(ObservedFixture.snapshot(teams, people), new Findings(answers))
                .plan();
    }

    List<String> texts(Hazard... allowed) {
        return plan(allowed).steps().stream()
                .map(step -> ChangeText.of(step.change()))
                .toList();
    }

    boolean isWhole() {
        return SchemaFingerprint.of(DECLARED, ObservedFixture.snapshot(teams, people))
                .equals(SchemaFingerprint.of(DECLARED));
    }

    private static Table table(String name, List<Column> columns, List<ForeignKey> keys, List<Check> checks) {
        return new Table(
                name, Table.Layout.PLAIN, Table.Owner.BACKEND, columns, List.of("id"), List.of(), keys, checks);
    }

    private static Column column(String name, ColumnType type) {
        return new Column(name, type, Nullability.NOT_NULL, new ColumnDefault.None(), Sensitivity.OPEN);
    }

    private static Column column(String name, ColumnType type, String value) {
        return new Column(name, type, Nullability.NOT_NULL, new ColumnDefault.Expression(value), Sensitivity.OPEN);
    }
}
