package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.schema.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.exception.DataAccessException;

/** Does something to each partition of a table, or to the table itself, while partitions may come and go. */
final class LeafWork {
    private final Session session;
    private final QualifiedName table;

    LeafWork(Session session, QualifiedName table) {
        this.session = session;
        this.table = table;
    }

    /** Goes on until no partition is left that the work was not done to; one that is detached meanwhile is let go. */
    void each(Consumer<String> work) {
        Set<String> seen = new HashSet<>();
        List<String> next = unseen(seen);
        while (!next.isEmpty()) {
            for (String leaf : next) {
                seen.add(leaf);
                unlessGone(leaf, () -> work.accept(leaf));
            }
            next = unseen(seen);
        }
    }

    private List<String> unseen(Set<String> seen) {
        return leaves().stream().filter(leaf -> !seen.contains(leaf)).toList();
    }

    private List<String> leaves() {
        String name = session.sql().render(ChangeSql.name(table));
        return session.sql().fetch(FillSql.LEAVES, name).getValues(0, String.class);
    }

    private void unlessGone(String leaf, Runnable work) {
        try {
            work.run();
        } catch (DataAccessException e) {
            if (!SqlState.is(e, SqlState.UNDEFINED_TABLE) || leaves().contains(leaf)) {
                throw e;
            }
        }
    }
}
