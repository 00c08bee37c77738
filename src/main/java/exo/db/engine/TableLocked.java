package exo.db.engine;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.QualifiedName;
import java.util.List;

/** Somebody holds a table exclusively, so that its rows cannot be looked at and nothing can be planned. */
public final class TableLocked extends ExoException {
    private static final long serialVersionUID = 1L;

    TableLocked(QualifiedName table, String holders, Throwable cause) {
        super(
                ExitStatus.STOPPED,
                "lock.timeout",
                "cannot look into " + table + ": it is locked",
                holders,
                "run the same command again when they are done, or wait longer with --lock-wait",
                cause);
    }

    /** Finds out which of the tables is held, or a partition of which; by then it may be none any more. */
    public static TableLocked oneOf(Session session, List<String> tables, Throwable cause) {
        QualifiedName held = tables.stream()
                .map(table -> new QualifiedName(session.schema(), table))
                .filter(table -> LockHolders.isHeld(session, table))
                .findFirst()
                .orElseGet(() -> new QualifiedName(session.schema(), tables.getFirst()));
        return new TableLocked(held, LockHolders.ofTable(session, held), cause);
    }

    @Override
    public String sqlState() {
        return SqlState.LOCK_NOT_AVAILABLE;
    }
}
