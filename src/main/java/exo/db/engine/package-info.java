/**
 * The half that knows SQL: reads the catalog, renders changes, executes plans, and keeps the record of runs.
 *
 * <p>Rule of thumb: whether something is to be done is decided elsewhere; how it is said to the server is known only
 * here.
 */
@NullMarked
package exo.db.engine;

import org.jspecify.annotations.NullMarked;
