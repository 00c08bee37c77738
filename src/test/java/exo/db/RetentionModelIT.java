package exo.db;

import exo.db.testing.PostgresTries;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.TimeZone;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Does at random what people, the backend and this tool do to rows that expire, and holds the database against a model
 * after every run: no row inside its window is gone, none past it is left, and a second run does nothing.
 */
class RetentionModelIT {
    /** What people do in a few weeks, six times over; {@code RetentionModelRun} takes as many as it is told. */
    @Property(tries = 6, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void rowsStayAndGoAsTheModelSays(
            @ForAll("moves") List<RetentionMove> moves, @ForAll("zones") String machine, @ForAll("zones") String server)
            throws SQLException, IOException {
        attempt(moves, machine, server);
    }

    static void attempt(List<RetentionMove> moves, String machine, String server) throws SQLException, IOException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(machine));
        try {
            PostgresTries.run(database -> {
                try (RetentionTrial trial = new RetentionTrial(database, server)) {
                    for (RetentionMove move : moves) {
                        move.make(trial);
                    }
                    trial.enforce();
                    trial.ensure();
                }
            });
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Provide
    Arbitrary<List<RetentionMove>> moves() {
        return RetentionMove.moves();
    }

    @Provide
    Arbitrary<String> zones() {
        return RetentionMove.zones();
    }
}
