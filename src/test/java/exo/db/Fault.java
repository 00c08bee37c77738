package exo.db;

import exo.db.testing.WireProxy.Moment;
import java.util.Locale;

/** What can happen to an upgrade at one of its statements. */
enum Fault {
    CLIENT_KILLED_BEFORE(Moment.BEFORE),
    CLIENT_KILLED_DURING(Moment.DURING),
    CLIENT_KILLED_AFTER(Moment.AFTER),
    SERVER_KILLED_BEFORE(Moment.BEFORE),
    SERVER_KILLED_DURING(Moment.DURING),
    SERVER_KILLED_AFTER(Moment.AFTER),
    /** The server has done it, and the network fails before the client hears of that. */
    ANSWER_LOST(Moment.AFTER);

    private final Moment moment;

    Fault(Moment moment) {
        this.moment = moment;
    }

    Moment moment() {
        return moment;
    }

    boolean killsClient() {
        return switch (this) {
            case CLIENT_KILLED_BEFORE, CLIENT_KILLED_DURING, CLIENT_KILLED_AFTER -> true;
            case SERVER_KILLED_BEFORE, SERVER_KILLED_DURING, SERVER_KILLED_AFTER, ANSWER_LOST -> false;
        };
    }

    boolean killsServer() {
        return switch (this) {
            case SERVER_KILLED_BEFORE, SERVER_KILLED_DURING, SERVER_KILLED_AFTER -> true;
            case CLIENT_KILLED_BEFORE, CLIENT_KILLED_DURING, CLIENT_KILLED_AFTER, ANSWER_LOST -> false;
        };
    }

    /** As it reads in a table. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
