package exo.db.retention;

import exo.db.database.Session;
import exo.db.engine.JsonText;
import exo.db.retention.RetentionReport.Purged;
import exo.db.schema.QualifiedName;
import java.util.Collection;
import java.util.Optional;
import org.jooq.impl.DSL;

/**
 * Up to which page a leaf is done, written together with the rows that went, so that a run that is killed costs no more
 * than the batch it was at.
 *
 * <p>It saves reading and nothing else. What it passes over is looked through for rows that have expired since, by an
 * index, when the rest of the leaf is done; so no cut-off needs to be remembered.
 *
 * @param file the one that the pages are of: those of a file that a rewrite has replaced say nothing
 */
record PurgeCheckpoint(QualifiedName leaf, long file, long page) {
    /** Where the last run stopped, if it was within a leaf. */
    static Optional<PurgeCheckpoint> last(Session session) {
        return session.sql()
                .fetchOptional(PurgeQueries.LAST_CHECKPOINT, DSL.val(PurgeRun.COMMAND))
                .map(row -> new PurgeCheckpoint(
                        new QualifiedName(row.get("schema", String.class), row.get("leaf", String.class)),
                        row.get("file", Long.class),
                        row.get("page", Long.class)));
    }

    /** The page to begin with. */
    long start(QualifiedName name, long itsFile, long itsPages) {
        return leaf.equals(name) && file == itsFile ? Math.min(page, itsPages) : 0;
    }

    /** @param purged whose rows of this leaf went in this run, which the report does not say before the leaf is done */
    String json(Collection<Purged> purged) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeStringField("schema", leaf.schema());
            json.writeStringField("leaf", leaf.name());
            json.writeNumberField("file", file);
            json.writeNumberField("page", page);
            RetentionRecord.writePurged(json, purged);
            json.writeEndObject();
        });
    }

    /** Where no place is to be remembered, only what went. */
    static String ofRows(Collection<Purged> purged) {
        return JsonText.of(json -> {
            json.writeStartObject();
            RetentionRecord.writePurged(json, purged);
            json.writeEndObject();
        });
    }
}
