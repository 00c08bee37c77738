package exo.db.retention;

import exo.db.model.RetentionWindows;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The cut-offs of some deployments in one table, side by side as two arrays that a statement joins. */
record Cutoffs(Field<UUID[]> ids, Field<String[]> instants, Field<String> byDefault) {

    static Cutoffs of(RetentionWindows windows, Collection<UUID> deployments, String table) {
        UUID[] ids = deployments.toArray(UUID[]::new);
        String[] instants = new String[ids.length];
        for (int place = 0; place < ids.length; place++) {
            instants[place] = text(windows.cutoff(ids[place], table));
        }
        return new Cutoffs(DSL.val(ids), DSL.val(instants), DSL.val(text(windows.defaultCutoff(table))));
    }

    /** As a parameter; {@link Instant#MIN} is before everything. */
    static String text(Instant cutoff) {
        return cutoff.equals(Instant.MIN) ? "-infinity" : cutoff.toString();
    }
}
