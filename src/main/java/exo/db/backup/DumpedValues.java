package exo.db.backup;

import exo.db.crypto.CellText;
import exo.db.crypto.Keyring;
import exo.db.sealing.LooseValues;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of encrypted columns as they come by in a dump. Those before the keyring wait for it, a few in memory; if
 * there are more, their tables have to be read once more.
 */
final class DumpedValues implements AutoCloseable {
    /** So much text waits; what waits together with its ids is some three times as much. */
    static final int MOST_WAITING = 8 << 20;

    /** Enough to tell a foreign keyring by. */
    private static final int MOST_KIDS = 100;

    private final List<Waiting> waiting = new ArrayList<>();
    private final SortedSet<String> kids = new TreeSet<>();
    private @Nullable LooseValues opened;
    private State state = State.WAITING;
    private final int mostWaiting;
    private boolean isIncomplete;
    private int waitingLength;
    private long sealed;

    /** @param mostWaiting how much text may wait for the keyring */
    DumpedValues(int mostWaiting) {
        this.mostWaiting = mostWaiting;
    }

    private enum State {
        /** For the keyring. */
        WAITING,
        OPENING,
        /** Too much came before the keyring: it is read once more. */
        TOO_MUCH,
        /** There is no key, or it is the wrong one. */
        COUNTING
    }

    private record Waiting(
            String table,
            String column,
            String id,
            @Nullable CellText value) {}

    void add(String table, String column, String id, @Nullable CellText value) {
        if (value != null && opened == null && value.isSealed()) {
            sealed++;
            if (kids.size() < MOST_KIDS) {
                kids.add(value.kid());
            }
        }
        switch (state) {
            case OPENING -> open(table, column, id, value);
            case WAITING -> keep(new Waiting(table, column, id, value == null ? null : value.copy()));
            case TOO_MUCH, COUNTING -> {}
        }
    }

    /** Opens what waited and what comes from now on. */
    void open(Keyring keyring) {
        LooseValues values = new LooseValues(keyring);
        opened = values;
        if (state == State.WAITING) {
            waiting.forEach(value -> values.add(value.table, value.column, value.id, value.value));
        }
        waiting.clear();
        isIncomplete = state == State.TOO_MUCH;
        state = State.OPENING;
    }

    /** Opens nothing: only what has the form of a sealed value is counted. */
    void count() {
        waiting.clear();
        state = State.COUNTING;
    }

    /** Whether values before the keyring were passed over, and have to be read once more. */
    boolean isIncomplete() {
        return isIncomplete;
    }

    /** Whether the keyring was there. */
    @Nullable
    LooseValues opened() {
        return opened;
    }

    /** How many values of the form of sealed ones came before the keyring. */
    long sealed() {
        return sealed;
    }

    /** The keys that they name; some of them where there are many. */
    SortedSet<String> kids() {
        return kids;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private void open(String table, String column, String id, @Nullable CellText value) {
        if (opened != null) {
            opened.add(table, column, id, value);
        }
    }

    private void keep(Waiting value) {
        // An id of no length counts too.
        waitingLength += 100 + (value.value == null ? 0 : value.value.length());
        if (waitingLength > mostWaiting) {
            waiting.clear();
            state = State.TOO_MUCH;
        } else {
            waiting.add(value);
        }
    }
}
