package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ShapeJudgeTest {
    private static final Table USERS = table("users", "tenant_id", "email");
    private static final Table ROLES = table("roles", "tenant_id", "name");
    private static final Table SESSIONS = table("sessions", "tenant_id", "deployment_id", "kind");
    private static final DeclaredSchema DECLARED = new DeclaredSchema(1, List.of(USERS, ROLES, SESSIONS));

    private final ObservedFixture users = new ObservedFixture(USERS);
    private final ObservedFixture roles = new ObservedFixture(ROLES);
    private final ObservedFixture sessions = new ObservedFixture(SESSIONS);

    @Test
    void acceptsADatabaseWithoutAnyOfTheTables() {
        assertThat(foreign()).isEmpty();
    }

    @Test
    void acceptsAnOlderReleaseThatLacksColumns() {
        sessions.without("kind");
        users.without("tenant_id");

        assertThat(foreign(users, roles, sessions)).isEmpty();
    }

    @Test
    void acceptsASingleTableThatIsAsDeclared() {
        assertThat(foreign(users)).isEmpty();
    }

    @Test
    void knowsAStrangerByTheTypeOfItsKey() {
        users.column("id", "bigint", Nullability.NOT_NULL, "");

        assertThat(foreign(users, roles, sessions)).containsExactly("users");
    }

    @Test
    void knowsAStrangerByAKeyOfAnotherName() {
        sessions.without("id").without("tenant_id").without("deployment_id").without("kind");
        sessions.columns.add(new ObservedTable.ObservedColumn("sid", "character varying", Nullability.NOT_NULL, ""));

        assertThat(foreign(sessions)).containsExactly("sessions");
    }

    @Test
    void knowsAStrangerWhoseKeyFitsByTheColumnsThatNoRowIsWithout() {
        users.without("tenant_id");

        assertThat(foreign(users)).containsExactly("users");
    }

    @Test
    void takesAColumnOfAnUnreadableTypeForAnotherColumn() {
        users.column("email", "integer", Nullability.NOT_NULL, "");

        assertThat(foreign(users)).containsExactly("users");
    }

    @Test
    void doesNotTakeExosOwnSchemaForAStrangersBecauseOneTableWasSpoilt() {
        users.without("tenant_id").without("email");

        assertThat(foreign(users, roles, sessions)).isEmpty();
        assertThat(foreign(users, roles)).containsExactly("users");
    }

    private static List<String> foreign(ObservedFixture... tables) {
        return ShapeJudge.foreignTables(DECLARED, ObservedFixture.snapshot(tables));
    }

    private static Table table(String name, String... necessary) {
        List<Column> columns = new java.util.ArrayList<>();
        columns.add(new Column(
                "id",
                ColumnType.UUID,
                Nullability.NOT_NULL,
                new ColumnDefault.Expression("gen_random_uuid()"),
                Sensitivity.OPEN));
        for (String column : necessary) {
            columns.add(new Column(
                    column, ColumnType.TEXT, Nullability.NOT_NULL, new ColumnDefault.None(), Sensitivity.OPEN));
        }
        return new Table(
                name, Table.Layout.PLAIN, Table.Owner.BACKEND, columns, List.of("id"), List.of(), List.of(), List.of());
    }
}
