package exo.db;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The databases that {@code migrate} has to bring to the declared schema, as SQL in the test's resources. */
enum OldDatabase {
    /** That nobody has used yet. */
    EMPTY("empty"),
    /** Made by GORM's AutoMigrate of the same models. */
    GORM("gorm"),
    /** Of a release that stored JSON where envelopes are now, with rows that break today's rules. */
    BEFORE_ENCRYPTION("before-encryption", "column.nulls", "email.duplicate", "foreign-key.orphans"),
    /** Of a release that did not partition its events. */
    PLAIN_EVENTS("plain-events", "partition.plain-table", "partition.plain-table");

    private final String script;
    private final List<String> pending;

    OldDatabase(String script, String... pending) {
        this.script = script;
        this.pending = List.of(pending);
    }

    /** The identifiers of what stands in the way, in alphabetical order. */
    List<String> pending() {
        return pending;
    }

    void make(MigrateStage stage) throws SQLException, IOException {
        stage.run(script + ".sql");
    }

    /** Does what a person would do about that which stands in the way. */
    void mend(MigrateStage stage) throws SQLException, IOException {
        stage.run(script + "-mended.sql");
    }

    /** As its script is called. */
    @Override
    public String toString() {
        return script;
    }
}
