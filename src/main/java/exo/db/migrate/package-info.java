/**
 * The boot: six documented steps in their order, each made of plans that others make and one executor runs.
 *
 * <p>Rule of thumb: what a step consists of is its feature's business; order, locks and what a boot may leave out is
 * decided here.
 */
@NullMarked
package exo.db.migrate;

import org.jspecify.annotations.NullMarked;
