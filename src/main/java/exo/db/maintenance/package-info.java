/**
 * The daemon that keeps a database in order, what its settings are, and how everything stands.
 *
 * <p>The work itself is done by features, which are handed in as {@link exo.db.maintenance.MaintenanceTask}s; here is
 * who leads, what is due, and the record of it. Rule of thumb: nothing here knows what a task does.
 */
@NullMarked
package exo.db.maintenance;

import org.jspecify.annotations.NullMarked;
