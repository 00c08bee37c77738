/**
 * Exo's schema as it is declared, readable beside its documentation, and the windows that retention follows.
 *
 * <p>Rule of thumb: a new column is one line here; nothing here says how it gets into a database.
 */
@NullMarked
package exo.db.model;

import org.jspecify.annotations.NullMarked;
