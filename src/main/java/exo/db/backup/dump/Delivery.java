package exo.db.backup.dump;

import exo.db.backup.dump.Feed.Piece;
import java.util.List;

/** Turns the pieces of a dump into what a visitor is given, in the order of the table of contents. */
final class Delivery {
    private final List<TocEntry> entries;
    private final DumpVisitor visitor;
    private final ScriptReader script;
    private int told;

    Delivery(String what, List<TocEntry> entries, DumpVisitor visitor) {
        this.entries = entries;
        this.visitor = visitor;
        this.script = new ScriptReader(what, visitor);
    }

    /** A plain script. */
    void script(Feed feed) {
        for (Piece piece = feed.next(); piece instanceof Piece.Content content; piece = feed.next()) {
            visitor.bytes(content.buffer(), 0, content.length());
            script.accept(content.buffer(), content.length());
            feed.release(content.buffer());
        }
        script.endScript();
    }

    /** An archive: statements stand in its table of contents, and only data come in pieces. */
    void archive(Feed feed) {
        boolean isOfLargeObject = false;
        for (Piece piece = feed.next(); !(piece instanceof Piece.Finish); piece = feed.next()) {
            switch (piece) {
                case Piece.Begin begin -> begin(begin.entry());
                case Piece.BeginLargeObject begin -> {
                    isOfLargeObject = true;
                    visitor.beginLargeObject(begin.oid());
                }
                case Piece.Content content -> {
                    content(content, isOfLargeObject);
                    feed.release(content.buffer());
                }
                case Piece.EndLargeObject end -> {
                    isOfLargeObject = false;
                    visitor.endLargeObject();
                }
                case Piece.End end -> script.endEntry();
                case Piece.Finish finish -> throw new IllegalStateException("the loop ends with it");
                case Piece.Failure failure -> throw failure.reason();
            }
        }
        tellBefore(entries.size());
    }

    private void begin(TocEntry entry) {
        tellBefore(entries.indexOf(entry));
        script.beginEntry(entry);
    }

    private void content(Piece.Content content, boolean isOfLargeObject) {
        visitor.bytes(content.buffer(), 0, content.length());
        if (isOfLargeObject) {
            visitor.largeObject(content.buffer(), 0, content.length());
        } else {
            script.accept(content.buffer(), content.length());
        }
    }

    /** What lies before data in the table of contents has to be there before them. */
    private void tellBefore(int index) {
        while (told < index) {
            TocEntry entry = entries.get(told++);
            if (!entry.definition().isBlank()) {
                script.tell(entry);
            }
        }
    }
}
