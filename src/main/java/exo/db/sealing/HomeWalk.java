package exo.db.sealing;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.schema.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Visits every home of a table's values, also a partition that goes to the trash meanwhile. */
final class HomeWalk {
    private HomeWalk() {}

    /** A home that goes while it is visited is let go: what the visit has learnt so far does not count. */
    static void each(Session session, EncryptedTable table, Consumer<ValueHome> visit) {
        Set<QualifiedName> seen = new HashSet<>();
        List<ValueHome> next = table.homes();
        while (!next.isEmpty()) {
            boolean moved = false;
            for (ValueHome home : next) {
                seen.add(home.relation());
                moved |= isGone(home, visit);
            }
            next = moved ? unseen(session, table.name(), seen) : List.of();
        }
    }

    private static boolean isGone(ValueHome home, Consumer<ValueHome> visit) {
        try {
            visit.accept(home);
            return false;
        } catch (RuntimeException e) {
            if (SqlState.is(e, SqlState.UNDEFINED_TABLE)) {
                return true;
            }
            throw e;
        }
    }

    private static List<ValueHome> unseen(Session session, String table, Set<QualifiedName> seen) {
        return EncryptedTables.read(session).stream()
                .filter(found -> found.name().equals(table))
                .flatMap(found -> found.homes().stream())
                .filter(home -> !seen.contains(home.relation()))
                .toList();
    }
}
