package exo.db.sealing;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.TreeSet;

/** The pages of a relation, handed out piece by piece to several workers; knows up to where all is done. */
final class Stretch {
    private final long end;
    private final TreeSet<Piece> taken = new TreeSet<>();
    private long next;
    private boolean abandoned;

    /** The pages from one on, to just before another. */
    Stretch(long first, long end) {
        this.next = first;
        this.end = end;
    }

    /** Pages from one to just before another. */
    record Piece(long first, long next) implements Comparable<Piece> {
        long pages() {
            return next - first;
        }

        /** Gives a statement its first two parameters: the first place of the piece, and the first behind it. */
        void bind(PreparedStatement statement) throws SQLException {
            statement.setString(1, "(" + first + ",0)");
            statement.setString(2, "(" + next + ",0)");
        }

        @Override
        public int compareTo(Piece other) {
            return Long.compare(first, other.first);
        }
    }

    /** The next piece of at most so many pages, or nothing where all are taken. */
    synchronized Optional<Piece> take(long pages) {
        if (abandoned || next >= end) {
            return Optional.empty();
        }
        Piece piece = new Piece(next, Math.min(end, next + pages));
        next = piece.next();
        taken.add(piece);
        return Optional.of(piece);
    }

    /** A piece that was taken is finished. */
    synchronized void finish(Piece piece) {
        taken.remove(piece);
    }

    /** All pages before this one are finished. */
    synchronized long finishedUpTo() {
        return taken.isEmpty() ? next : taken.getFirst().first();
    }

    /** Hands out nothing more. */
    synchronized void abandon() {
        abandoned = true;
    }
}
