package exo.db.backup.dump;

import exo.db.backup.dump.DumpDamaged.Kind;
import exo.db.backup.dump.SqlLines.Statement;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a script for psql, as it comes by, into statements and rows.
 *
 * <p>What pg_dump writes begins every statement with one of a few words, marks its end, and marks the end of rows:
 * whatever does not is damage.
 */
final class ScriptReader {
    private static final String BEGINS = "-- PostgreSQL database dump";
    private static final String COMPLETE = "-- PostgreSQL database dump complete";
    private static final String CLUSTER_BEGINS = "-- PostgreSQL database cluster dump";
    private static final String CLUSTER_COMPLETE = "-- PostgreSQL database cluster dump complete";
    private static final String RESTRICT = "\\restrict ";
    private static final String UNRESTRICT = "\\unrestrict ";
    private static final String CONNECT = "\\connect ";

    /** Beside those that pg_dump writes, the ones that people add before and after. */
    private static final Set<String> FIRST_WORDS = Set.of(
            "alter",
            "analyze",
            "begin",
            "call",
            "checkpoint",
            "cluster",
            "comment",
            "commit",
            "copy",
            "create",
            "deallocate",
            "delete",
            "discard",
            "do",
            "drop",
            "end",
            "execute",
            "explain",
            "grant",
            "import",
            "insert",
            "listen",
            "load",
            "lock",
            "merge",
            "notify",
            "prepare",
            "reassign",
            "refresh",
            "reindex",
            "release",
            "reset",
            "revoke",
            "rollback",
            "savepoint",
            "security",
            "select",
            "set",
            "show",
            "start",
            "table",
            "truncate",
            "update",
            "vacuum",
            "values",
            "with");

    /** Java has no longer arrays. */
    private static final int LONGEST_LINE = Integer.MAX_VALUE - 8;

    private final String what;
    private final DumpVisitor visitor;
    private final SqlLines sql;
    private final TextEncoding encoding = new TextEncoding();
    private byte[] pending = new byte[1 << 19];
    private int start;
    private int end;
    private int searched;
    private @Nullable RowLines rows;
    private long position;
    private String database = "";
    private String entry = "";
    private String restricted = "";
    private int unfinished;

    ScriptReader(String what, DumpVisitor visitor) {
        this.what = what;
        this.visitor = visitor;
        this.sql = new SqlLines(new Statements());
    }

    /** Takes the next bytes. */
    void accept(byte[] bytes, int length) {
        if (end + length > pending.length) {
            makeRoom(length);
        }
        System.arraycopy(bytes, 0, pending, end, length);
        end += length;
        advance();
    }

    /** The statements of an archive's entry. */
    void tell(TocEntry told) {
        sql.heed(told.definition());
        encoding.heed(told.definition());
        visitor.statement(new DumpStatement(told.definition(), told));
    }

    /** The data of an archive's entry come next: rows, or statements that insert them. */
    void beginEntry(TocEntry begun) {
        entry = "the data of " + begun;
        start = end = searched = 0;
        if (!begun.copy().isBlank()) {
            beginRows(begun.copy().strip().replaceFirst(";$", ""));
        }
    }

    /** Refuses data that are not complete. */
    void endEntry() {
        endOfText();
        entry = "";
    }

    /** Refuses a script that is not complete. */
    void endScript() {
        endOfText();
        if (unfinished > 0 || !restricted.isEmpty()) {
            throw truncated("it lacks the line that pg_dump writes at the end");
        }
    }

    private void endOfText() {
        if (rows == null && start < end) {
            sqlLine(start, end);
            start = end;
        }
        if (rows != null) {
            throw truncated("it ends within the rows of " + rows.table().table());
        }
        if (!sql.isEmpty()) {
            throw truncated("it ends within a statement");
        }
    }

    private void makeRoom(int length) {
        int kept = end - start;
        if ((long) kept + length > LONGEST_LINE) {
            throw new OutOfMemoryError("a line of more than 2 GiB");
        }
        byte[] target = kept + length > pending.length
                ? new byte[(int) Math.min(LONGEST_LINE, Math.max(2L * pending.length, (long) kept + length))]
                : pending;
        System.arraycopy(pending, start, target, 0, kept);
        searched -= start;
        pending = target;
        start = 0;
        end = kept;
    }

    private void advance() {
        boolean isMore = true;
        while (isMore && start < end) {
            isMore = rows == null ? line() : rows(rows);
        }
    }

    /** Whether a whole line was there. */
    private boolean line() {
        int index = Math.max(start, searched);
        while (index < end && pending[index] != '\n') {
            index++;
        }
        searched = index;
        if (index == end) {
            return false;
        }
        int from = start;
        position += index + 1 - start;
        start = index + 1;
        sqlLine(from, index);
        return true;
    }

    private void sqlLine(int from, int to) {
        if (encoding.isUtf8()) {
            sql.line(pending, from, to);
        } else {
            byte[] text = utf8(from, to);
            sql.line(text, 0, text.length);
        }
    }

    private byte[] utf8(int from, int to) {
        try {
            return encoding.utf8(pending, from, to - from);
        } catch (CharacterCodingException e) {
            throw corrupt("what should be text in " + encoding.name() + " is none");
        }
    }

    /** Whether their end was there. */
    private boolean rows(RowLines open) {
        RowLines.Found found = open.search(pending, start, Math.max(start, searched), end);
        if (found.damage() != null) {
            throw corrupt("a row of " + open.table().table() + " " + found.damage());
        }
        if (found.wholeLinesEnd() > start) {
            tellRows(found.wholeLinesEnd());
        }
        position += found.next() - start;
        start = found.next();
        searched = found.isLast() ? start : end;
        if (found.isLast()) {
            rows = null;
            visitor.endTable();
        }
        return found.isLast();
    }

    private void tellRows(int to) {
        if (encoding.isUtf8()) {
            visitor.rows(pending, start, to - start);
        } else {
            byte[] lines = utf8(start, to);
            visitor.rows(lines, 0, lines.length);
        }
    }

    private void beginRows(String statement) {
        TableData table = CopyStatement.parse(database, statement);
        if (table == null) {
            throw corrupt("it copies rows into no table");
        }
        visitor.beginTable(table);
        rows = new RowLines(table);
    }

    private DumpDamaged truncated(String why) {
        return new DumpDamaged(Kind.TRUNCATED, where() + " is cut short", why);
    }

    private DumpDamaged corrupt(String why) {
        return new DumpDamaged(Kind.CORRUPT, where() + " is damaged about byte " + position, why);
    }

    private String where() {
        return entry.isEmpty() ? what : entry + " in " + what;
    }

    /** Takes what the lines hold. */
    private final class Statements implements SqlLines.Audience {
        @Override
        public void statement(Statement statement) {
            String first = statement.firstWord().toLowerCase(Locale.ROOT);
            if (!FIRST_WORDS.contains(first)) {
                throw corrupt("a statement begins with " + quoted(statement.text()));
            }
            encoding.heed(statement.text());
            if (first.equals("copy") && CopyStatement.isFromStdin(statement.text())) {
                beginRows(statement.text());
            } else {
                visitor.statement(new DumpStatement(statement.text(), null));
            }
        }

        @Override
        public void comment(String line) {
            switch (line) {
                case BEGINS, CLUSTER_BEGINS -> unfinished++;
                case COMPLETE, CLUSTER_COMPLETE -> unfinished--;
                default -> {}
            }
        }

        @Override
        public void command(String line) {
            if (line.startsWith(RESTRICT)) {
                restricted = line.substring(RESTRICT.length()).strip();
            } else if (line.startsWith(UNRESTRICT)
                    && line.substring(UNRESTRICT.length()).strip().equals(restricted)) {
                restricted = "";
            } else if (line.startsWith(CONNECT)) {
                database = CopyStatement.connected(line.substring(CONNECT.length()));
                visitor.connect(database);
            } else {
                throw corrupt("a line is neither a statement nor a command that pg_dump writes: " + quoted(line));
            }
        }

        private String quoted(String text) {
            return "'" + text.substring(0, Math.min(30, text.length())).replaceAll("\\p{Cntrl}", "?") + "'";
        }
    }
}
