package exo.db.backup.dump;

/**
 * Is given what a dump holds, in an order in which it can be restored, by one thread.
 *
 * <p>Buffers are used again once a method returns. What a method throws ends the reading and is thrown on.
 */
public interface DumpVisitor {
    /** The script connects to another database ({@code \connect}). */
    default void connect(String database) {}

    /** A statement that is no COPY: with {@code --inserts} rows come like this too. */
    void statement(DumpStatement statement);

    /** Rows of a table come next. */
    void beginTable(TableData table);

    /** Rows, each a whole line with its line feed; how many are given at once says nothing. */
    void rows(byte[] lines, int offset, int length);

    /** No more rows of this table: their end was marked, and nothing was missing. */
    void endTable();

    /** The content of a large object comes next; it has to be made first where no statement did. */
    default void beginLargeObject(long oid) {}

    /** A piece of a large object. */
    default void largeObject(byte[] content, int offset, int length) {}

    /** No more of this large object. */
    default void endLargeObject() {}

    /**
     * All decompressed bytes of scripts and data as they come by, before they are given in pieces; not the table of
     * contents.
     */
    default void bytes(byte[] content, int offset, int length) {}
}
