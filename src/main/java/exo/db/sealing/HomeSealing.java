package exo.db.sealing;

import exo.db.crypto.Keyring;
import exo.db.database.GrowingPause;
import exo.db.database.Session;
import exo.db.database.Timing;
import exo.db.sealing.SealPlan.Work;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Seals the values of one relation, again and again until nothing is left that could be sealed. */
final class HomeSealing {
    /** Whoever writes plaintext while it is sealed, or holds a row for so long, will not have ended at the fifth. */
    private static final int MOST_PASSES = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Tools tools;
    private final ValueHome home;
    private final String table;
    private long pagesAtOnce = 1;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private Map<String, ColumnWork> last = new LinkedHashMap<>();
    private final Map<String, Written> written = new LinkedHashMap<>();

    /** What every relation is sealed with. */
    record Tools(
            Crew crew,
            OpenKeyring keyring,
            Keyring sealing,
            SecureRandom random,
            Timing timing,
            SealTelling telling,
            Company company,
            SealPlan plan) {
        boolean isToStop() {
            return telling.isToStop() || isOutdated();
        }

        /** Whether another key seals by now: what that has sealed is not to be sealed by this one. */
        boolean isOutdated() {
            return !keyring.latest().active().kid().equals(plan.kid());
        }
    }

    /** How many values of a column were written. */
    record Written(long sealed, long sealedAnew) {
        static final Written NOTHING = new Written(0, 0);

        Written and(Written other) {
            return new Written(sealed + other.sealed, sealedAnew + other.sealedAnew);
        }
    }

    HomeSealing(Tools tools, EncryptedTable table, ValueHome home) {
        this.tools = tools;
        this.home = home;
        this.table = table.name();
        for (ValueHome.Column column : home.columns()) {
            Work work = tools.plan().work(table.name(), column.name());
            if (work.isDone() && column.takesEnvelopes()) {
                works.put(column.name(), work);
            }
        }
    }

    /** How it ended. */
    enum Ending {
        /** What is left cannot be sealed, and was named. */
        DONE,
        /** Values were left to those who write them. */
        LEFT,
        STOPPED
    }

    Ending seal(Session session) {
        if (works.isEmpty()) {
            return Ending.DONE;
        }
        GrowingPause pause = new GrowingPause(tools.timing(), FIRST_PAUSE, LONGEST_PAUSE);
        pagesAtOnce = ValueReader.pagesAtOnce(session, home);
        long start = tools.telling().start(home);
        tools.telling().skip(start);
        for (int pass = 1; pass <= MOST_PASSES; pass++) {
            // Sealed rows, and those that others write, come to lie beyond what was the last page.
            long end = pass == 1 ? home.pages() : SealQueries.pages(session, home);
            Stretch gone = pass(new Stretch(pass == 1 ? start : 0, end));
            tools.telling().reached(session, home, gone.finishedUpTo());
            if (tools.isToStop()) {
                return Ending.STOPPED;
            }
            if (isAllDone(session)) {
                return Ending.DONE;
            }
            pause.rest();
        }
        return Ending.LEFT;
    }

    /** What was written to each column, by all passes. */
    Map<String, Written> written() {
        return written;
    }

    /** Adds what the last pass left as it was, column by column. */
    void addLeft(Map<String, ColumnTally> left) {
        last.forEach((column, work) -> left.computeIfAbsent(column, name -> new ColumnTally(table, name))
                .add(work.left()));
    }

    private Stretch pass(Stretch stretch) {
        Map<String, ColumnWork> found = new LinkedHashMap<>();
        works.forEach((column, work) -> found.put(column, new ColumnWork(table, column, work)));
        tools.crew()
                .work(
                        session -> {
                            try (BatchSealer sealer = new BatchSealer(session, home, table, works, tools)) {
                                sealer.seal(stretch, pagesAtOnce);
                                sealer.tell(found);
                            }
                        },
                        stretch::abandon);
        found.forEach((column, work) -> written.merge(column, work.written(), Written::and));
        last = found;
        return stretch;
    }

    /** Rows beyond the last page, too, that came while it was sealed: they are counted with the others. */
    private boolean isAllDone(Session session) {
        Map<String, Long> remains = SealQueries.remains(
                session,
                home,
                List.copyOf(works.keySet()),
                tools.sealing().active().kid());
        return last.entrySet().stream()
                .allMatch(column -> remains.getOrDefault(column.getKey(), 0L)
                        <= column.getValue().leftForGood());
    }
}
