package exo.db;

import exo.db.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A command that changes a database: what it finds, and what must be true of the database at all times and at last. */
interface FaultStep {
    /** As it is called in the table. */
    String name();

    /** Makes an empty database what the command is to find. */
    void prepare(TestDatabase empty) throws SQLException, IOException;

    /** The command and its arguments. */
    List<String> line();

    /** The variables that it needs beside the connection string. */
    default Map<String, String> environment() {
        return Map.of("EXO_ENCRYPTION_KEY", MigrateStage.KEY);
    }

    /** What has been lost; to be asked at any time. */
    List<String> lost(TestDatabase database) throws SQLException;

    /** A query for the lines that the tool's own records have to hold in the end, whatever happened. */
    default String record() {
        return "select null where false";
    }

    /** What is wrong in the end, beyond what is lost, and what the catalog and the record show. */
    default List<String> unfinished(TestDatabase database) {
        return List.of();
    }

    /** Whether a run came to the end that it comes to where everything was done before. */
    default boolean isSettled(CommandRun run) {
        return run.code() == 0 && run.out().lines().anyMatch(line -> line.startsWith("nothing to do"));
    }

    /** Whether a run came to the end that it should when nothing disturbed it. */
    default boolean isDone(CommandRun run) {
        return run.code() == 0;
    }
}
