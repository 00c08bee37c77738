/**
 * Monthly partitions: creates those that coming rows will need, sets aside the expired ones, and empties the trash.
 *
 * <p>Rule of thumb: months come from the bounds in the catalog, never from names; instants come from the database's
 * clock. Everything here ends in a plan; nothing here changes the database.
 */
@NullMarked
package exo.db.partition;

import org.jspecify.annotations.NullMarked;
