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
    BEFORE_ENCRYPTION("before-encryption"),
    /** Of a release that did not partition its events. */
    PLAIN_EVENTS("plain-events");

    private final String script;

    OldDatabase(String script) {
        this.script = script;
    }

    /** The identifiers of what stands in the way, in alphabetical order. */
    List<String> pending() {
        return switch (this) {
            case EMPTY, GORM -> List.of();
            case BEFORE_ENCRYPTION -> List.of("email.duplicate", "foreign-key.orphans", "hazard.fill-nulls");
            case PLAIN_EVENTS -> List.of("partition.plain-table", "partition.plain-table");
        };
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
