/**
 * The pure half: names, tables, changes and plans, and the diff between the schema declared and the one observed.
 *
 * <p>Rule of thumb: nothing here can reach a database or a clock. What is known about the database comes in as a
 * snapshot, what is to be done goes out as a plan.
 */
@NullMarked
package exo.db.schema;

import org.jspecify.annotations.NullMarked;
