package exo.db.engine;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.schema.Change;
import exo.db.schema.Column;
import exo.db.schema.ColumnDefault;
import exo.db.schema.ColumnType;
import exo.db.schema.Nullability;
import exo.db.schema.Plan;
import exo.db.schema.Sensitivity;
import exo.db.schema.Step;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** New columns whose value differs from row to row come to a table in use without writing it anew. */
@ExtendWith(PostgresExtension.class)
final class ColumnFillIT {
    private final ConversionStage stage;

    ColumnFillIT(TestDatabase database) throws SQLException {
        this.stage = new ConversionStage(database);
    }

    @BeforeEach
    void startWithRowsInTables() throws SQLException {
        stage.addRows(2_000);
        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));
    }

    @AfterEach
    void leaveNoConnection() {
        stage.close();
    }

    @Test
    void fillsRowByRowWhileOthersWriteAndGoesOnAfterAKill() throws SQLException {
        stage.declare(ConversionStage.column("token", ColumnType.UUID, "gen_random_uuid()"));
        String file = "select relfilenode from pg_class where relname = 'notes'";
        String before = stage.value(file);
        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);

        stage.apply(new Plan(plan.steps().subList(0, 1), List.of()));
        stage.execute("update notes set created_at = now() where id in (select id from notes limit 5)");
        stage.execute("insert into notes (config) values ('{}')");
        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.value("select count(distinct token) from notes")).isEqualTo("2001");
        assertThat(stage.value(file)).isEqualTo(before);
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.isTidy()).isTrue();
        assertThat(stage.plan(ConversionStage.NOTHING_IN_PLACE)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void numbersTheRowsOfATableThatGetsAnIdentity() throws SQLException {
        stage.declare(new Column(
                "number", ColumnType.BIGINT, Nullability.NOT_NULL, new ColumnDefault.Identity(), Sensitivity.OPEN));

        stage.apply(stage.plan(ConversionStage.NOTHING_IN_PLACE));
        stage.execute("insert into notes (config) values ('{}')");

        assertThat(stage.value("select count(distinct number) from notes")).isEqualTo("2001");
        assertThat(
                        stage.value(
                                "select attidentity from pg_attribute where attrelid = 'notes'::regclass and attname = 'number'"))
                .isEqualTo("d");
        assertThat(stage.isComplete()).isTrue();
        assertThat(stage.isTidy()).isTrue();
    }

    @Test
    void isTheSameAsAScript() throws SQLException {
        stage.declare(ConversionStage.column("rank", ColumnType.BIGINT, "((random() * 5)::bigint % 7)"));

        stage.runAsScript(stage.plan(ConversionStage.NOTHING_IN_PLACE));

        assertThat(stage.value("select count(rank) from notes")).isEqualTo("2000");
        assertThat(stage.isTidy()).isTrue();
    }

    @Test
    void addsAColumnOfOneValueForAllRowsInOneGo() throws SQLException {
        stage.declare(ConversionStage.column("seen_at", ColumnType.TIMESTAMPTZ, "now()"));

        Plan plan = stage.plan(ConversionStage.NOTHING_IN_PLACE);

        assertThat(plan.steps()).extracting(Step::change).singleElement().isInstanceOf(Change.AddColumn.class);
    }
}
