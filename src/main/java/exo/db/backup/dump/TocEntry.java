package exo.db.backup.dump;

import java.util.List;

/**
 * One line of an archive's table of contents. Texts that an entry lacks are empty.
 *
 * @param kind as pg_dump names it, such as {@code TABLE} or {@code TABLE DATA}
 * @param definition the statements that make it
 * @param drop the statements that drop it
 * @param copy the {@code COPY} statement for its data; empty where these are {@code INSERT} statements
 * @param file the name of its file in a directory or tar archive
 * @param hasData whether the archive holds data for it
 * @param position where its data begin in a file that pg_dump could seek in; else 0
 */
public record TocEntry(
        int id,
        String kind,
        String namespace,
        String name,
        String owner,
        Section section,
        String definition,
        String drop,
        String copy,
        List<Integer> dependencies,
        String file,
        boolean hasData,
        long position) {
    static final String TABLE_DATA = "TABLE DATA";
    static final String LARGE_OBJECTS = "BLOBS";
    static final String LARGE_OBJECT = "BLOB";

    public TocEntry {
        dependencies = List.copyOf(dependencies);
    }

    /** The part of a restore that an entry belongs to, in pg_dump's order. */
    public enum Section {
        NONE,
        PRE_DATA,
        DATA,
        POST_DATA
    }

    /** For messages. */
    @Override
    public String toString() {
        String place = namespace.isEmpty() ? name : namespace + "." + name;
        return kind + " " + place + " (entry " + id + ")";
    }
}
