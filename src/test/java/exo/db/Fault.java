package exo.db;

import exo.db.testing.WireProxy.Moment;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can happen to a command at one of its statements. */
enum Fault {
    CLIENT_KILLED_BEFORE(Moment.BEFORE),
    CLIENT_KILLED_DURING(Moment.DURING),
    CLIENT_KILLED_AFTER(Moment.AFTER),
    SERVER_KILLED_BEFORE(Moment.BEFORE),
    SERVER_KILLED_DURING(Moment.DURING),
    SERVER_KILLED_AFTER(Moment.AFTER),
    CUT_BEFORE_IT_IS_SENT(Moment.BEFORE),
    /** The server is at it, or has done it, and goes on. */
    CUT_AFTER_IT_IS_SENT(Moment.DURING),
    /** The server has done it, and the network fails before the client hears of that. */
    ANSWER_LOST(Moment.AFTER),
    COMMIT_ANSWER_LOST(Moment.AFTER),
    /** The whole server, as by a power cut: every session ends, and it recovers from its log. */
    SERVER_CRASHED(Moment.DURING),
    DISK_FULL(Moment.BEFORE),
    /** This machine's, by 400 days: no window of the trials is as long. */
    CLOCK_JUMPS_AHEAD(Moment.BEFORE),
    CLOCK_JUMPS_BACK(Moment.BEFORE),
    /** Somebody drops what was just built. */
    INDEX_DROPPED(Moment.AFTER),
    /** Somebody runs the same command, from its beginning to its end, in between. */
    OVERTAKEN(Moment.BEFORE);

    private static final Pattern COMMIT = Pattern.compile("commit\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);

    /** An index that is built beside the work of others. */
    private static final Pattern BUILD = Pattern.compile("^create (?:unique )?index concurrently (\\S+) on ");

    private final Moment moment;

    Fault(Moment moment) {
        this.moment = moment;
    }

    Moment moment() {
        return moment;
    }

    /** Whether it means something at that statement. */
    boolean fits(String statement) {
        return switch (this) {
            case COMMIT_ANSWER_LOST -> COMMIT.matcher(statement).find();
            case INDEX_DROPPED -> BUILD.matcher(statement).find();
            case CLIENT_KILLED_BEFORE,
                    CLIENT_KILLED_DURING,
                    CLIENT_KILLED_AFTER,
                    SERVER_KILLED_BEFORE,
                    SERVER_KILLED_DURING,
                    SERVER_KILLED_AFTER,
                    CUT_BEFORE_IT_IS_SENT,
                    CUT_AFTER_IT_IS_SENT,
                    ANSWER_LOST,
                    SERVER_CRASHED,
                    DISK_FULL,
                    CLOCK_JUMPS_AHEAD,
                    CLOCK_JUMPS_BACK,
                    OVERTAKEN -> true;
        };
    }

    /** The exit codes of a run that meets with it. */
    Set<Integer> allowed() {
        Set<Integer> allowed = new HashSet<>(FaultVerdict.HONEST);
        if (this == DISK_FULL || movesTheClock()) {
            // Refused: the disk is full, or the clocks differ.
            allowed.add(14);
        }
        if (killsClient()) {
            allowed.add(FaultVerdict.KILLED);
        }
        return allowed;
    }

    /** The name of the index that the statement builds, as it is written there. */
    static String built(String statement) {
        Matcher matcher = BUILD.matcher(statement);
        if (!matcher.find()) {
            throw new IllegalArgumentException("builds no index: " + statement);
        }
        return matcher.group(1);
    }

    boolean killsClient() {
        return this == CLIENT_KILLED_BEFORE || this == CLIENT_KILLED_DURING || this == CLIENT_KILLED_AFTER;
    }

    /** Whether a server and a disk of its own are needed. */
    boolean strikesTheMachine() {
        return this == SERVER_CRASHED || this == DISK_FULL;
    }

    /** Whether it is done to the clock of this process, which only a client in it goes by. */
    boolean movesTheClock() {
        return this == CLOCK_JUMPS_AHEAD || this == CLOCK_JUMPS_BACK;
    }

    /** As it reads in a table. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
