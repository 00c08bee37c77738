package exo.db.engine;

import exo.db.schema.Change;
import java.util.List;

/** One statement of a step that as a whole runs outside a transaction, and who waits while it waits for its lock. */
record OutsideStatement(String sql, Wait queue) {
    /** Who queues behind the one who asks for the lock. */
    enum Wait {
        /** Everybody: so it runs in a transaction of its own, which locks the tables ahead. */
        OF_WRITERS,
        /** Nobody who reads or writes. */
        OF_NOBODY,
        /** The statement refuses a transaction, and takes the locks that the step owns up to. */
        AS_THE_STEP_LOCKS
    }

    static List<OutsideStatement> of(Change change, List<String> statements) {
        if (change instanceof Change.SetNotNull) {
            return List.of(
                    new OutsideStatement(statements.get(0), Wait.OF_WRITERS),
                    new OutsideStatement(statements.get(1), Wait.OF_WRITERS),
                    new OutsideStatement(statements.get(2), Wait.OF_NOBODY),
                    new OutsideStatement(statements.get(3), Wait.OF_WRITERS));
        }
        return statements.stream()
                .map(statement -> new OutsideStatement(statement, Wait.AS_THE_STEP_LOCKS))
                .toList();
    }
}
