/**
 * The PostgreSQL 16 that comes with exo-db-cli, for a first try without a database of one's own.
 *
 * <p>The server is real and durable, lives in one directory and runs only while a command uses it. Commands that run at
 * the same time share it; the last one stops it. What decides this is held by the kernel (file locks) and by the server
 * (its pid file), so that a command that is killed leaves nothing that the next one cannot put right.
 *
 * <p>Rule of thumb: what happens in {@link exo.db.database.embedded.TrialDirectory} outlives the command, what happens
 * in {@link exo.db.database.embedded.ServerProcess} does not.
 */
@NullMarked
package exo.db.database.embedded;

import org.jspecify.annotations.NullMarked;
