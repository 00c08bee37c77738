package exo.db.command;

import java.util.Iterator;
import java.util.List;

/** What the shell's completion asks the database for, while somebody types. */
final class Known {
    private Known() {}

    /** Names of deployments. */
    static final class Deployments implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return asked("deployments");
        }
    }

    /** Months that could come back from the trash. */
    static final class Months implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return asked("months");
        }
    }

    /** The tables that have months. */
    static final class Tables implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("session_events", "audit_events").iterator();
        }
    }

    /** What {@link CompletionCommand} finds again in the script that picocli writes. */
    private static Iterator<String> asked(String kind) {
        return List.of("_exo_db_cli_known " + kind).iterator();
    }
}
