package exo.db.sealing;

import exo.db.crypto.Cell;
import exo.db.crypto.CellText;
import exo.db.crypto.EnvelopeSealer;
import exo.db.crypto.Opened;
import exo.db.sealing.HomeSealing.Written;
import exo.db.sealing.SealPlan.Work;
import org.jspecify.annotations.Nullable;

/** What one pass does to the values of one column, and what it leaves. For one thread. */
final class ColumnWork {
    private final String table;
    private final String column;
    private final Work work;
    private final ColumnTally left;
    private Written written = Written.NOTHING;

    ColumnWork(String table, String column, Work work) {
        this.table = table;
        this.column = column;
        this.work = work;
        this.left = new ColumnTally(table, column);
    }

    /** A value that goes in place of another; to be counted once it is there. */
    record Replacement(String text, Written counts) {}

    /** What goes in place of the value, or nothing where it stays: because it is right, or because nobody knows. */
    @Nullable
    Replacement replacement(ValueOpener opener, EnvelopeSealer sealer, String id, String value) {
        Cell cell = new Cell(table, column, id);
        CellText text = CellText.of(value);
        Opened opened = opener.open(cell, text);
        if (opened instanceof Opened.Plaintext plaintext) {
            return new Replacement(sealer.seal(cell, plaintext.text()), new Written(0, 1));
        }
        if (opened instanceof Opened.Unsealed && work.sealsPlaintext()) {
            return new Replacement(sealer.seal(cell, value), new Written(1, 0));
        }
        left.add(opened, id, text);
        return null;
    }

    void count(Written more) {
        written = written.and(more);
    }

    /** Adds what another worker did. */
    void add(ColumnWork other) {
        left.add(other.left);
        count(other.written);
    }

    Written written() {
        return written;
    }

    ColumnTally left() {
        return left;
    }

    /** How many values stay as they are, whoever looks again. */
    long leftForGood() {
        return left.facts(0).rows();
    }
}
