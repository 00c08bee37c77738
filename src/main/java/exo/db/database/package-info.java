/**
 * Connections: opening, waiting for and closing them, what the server is, and what its errors mean.
 *
 * <p>The only user of the driver and of the pool. Rule of thumb: nothing here knows a table.
 */
@NullMarked
package exo.db.database;

import org.jspecify.annotations.NullMarked;
