package exo.db.planted.schema;

/** A schema that knows JDBC, and a planner that knows the clock. */
final class UsesSql {
    private UsesSql() {}

    static String state(java.sql.SQLException failure) {
        return String.valueOf(failure.getSQLState());
    }

    /** A planner that asks for the time by itself. */
    static final class ClockedPlanner {
        private ClockedPlanner() {}

        static long now(java.time.Clock clock) {
            return clock.millis();
        }
    }
}
