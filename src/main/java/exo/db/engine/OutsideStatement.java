package exo.db.engine;

import exo.db.schema.Change;
import java.util.List;
import java.util.stream.IntStream;

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
        if (change instanceof Change.SetNotNull set) {
            int proving = set.proof().isToBeValidated() ? statements.size() - 2 : -1;
            return IntStream.range(0, statements.size())
                    .mapToObj(place -> new OutsideStatement(
                            statements.get(place), place == proving ? Wait.OF_NOBODY : Wait.OF_WRITERS))
                    .toList();
        }
        if (change instanceof Change.DetachConcurrently) {
            // Announced and settled in short transactions; in between, nobody who reads or writes waits.
            return IntStream.range(0, statements.size())
                    .mapToObj(place ->
                            new OutsideStatement(statements.get(place), place == 1 ? Wait.OF_NOBODY : Wait.OF_WRITERS))
                    .toList();
        }
        return statements.stream()
                .map(statement -> new OutsideStatement(statement, Wait.AS_THE_STEP_LOCKS))
                .toList();
    }
}
