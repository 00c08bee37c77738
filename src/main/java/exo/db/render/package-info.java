/**
 * Telling: everything that is printed, as text for people and as JSON for programs.
 *
 * <p>Results go to standard output, everything else to standard error. The only user of jansi, and that only where the
 * stream is a terminal. Rule of thumb: nothing here decides what is the case.
 */
@NullMarked
package exo.db.render;

import org.jspecify.annotations.NullMarked;
