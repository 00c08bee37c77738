/**
 * Whether a backup of this database could be read: the key and its copy in escrow, the sealed values, the server, a
 * manifest of what was dumped, and the drill that restores a dump and looks at it.
 *
 * <p>Rule of thumb: the live database is only read, and a drill touches no database but the one that it made. Looking
 * gathers facts, a pure judge says what they mean, and every answer is a {@link exo.db.backup.BackupCheck} of a level.
 */
@NullMarked
package exo.db.backup;

import org.jspecify.annotations.NullMarked;
