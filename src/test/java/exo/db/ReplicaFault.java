package exo.db;

import java.util.Locale;

/** What can happen to the replica that leads. */
enum ReplicaFault {
    KILLED,
    FROZEN,
    CUT_OFF,
    SERVER_RESTARTED,
    SESSION_TERMINATED;

    /** Whether somebody else has to lead after it. */
    boolean endsTheLead() {
        return switch (this) {
            case KILLED, FROZEN, CUT_OFF -> true;
            case SERVER_RESTARTED, SESSION_TERMINATED -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
