/**
 * Reads what {@code pg_dump} and {@code pg_dumpall} write, without any of PostgreSQL's programs and without a server.
 *
 * <p>Each format gives the same to a {@link exo.db.backup.dump.DumpVisitor}: statements and the rows of tables, in an
 * order in which they can be restored, in memory that does not grow with the dump. Every byte is read, on a thread of
 * its own, so that a disk or a pipe that gives nothing any more is told from a long dump. Formats are told apart by
 * what a file holds, never by its name.
 *
 * <p>The formats have no specification but their writer: {@code src/bin/pg_dump} of PostgreSQL 13 to 18.
 */
@NullMarked
package exo.db.backup.dump;

import org.jspecify.annotations.NullMarked;
