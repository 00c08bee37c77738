package exo.db;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * {@link RetentionModelIT} for as many tries as {@code -Djqwik.tries.default} says, and with the shortest history that
 * still fails; nothing starts it by itself.
 */
class RetentionModelRun {
    @Property(shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    void rowsStayAndGoAsTheModelSays(
            @ForAll("moves") List<RetentionMove> moves, @ForAll("zones") String machine, @ForAll("zones") String server)
            throws SQLException, IOException {
        RetentionModelIT.attempt(moves, machine, server);
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
