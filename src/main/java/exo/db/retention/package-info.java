/**
 * How long each deployment's rows are kept: shows and sets the windows, and deletes the rows whose window has passed.
 *
 * <p>Rule of thumb: a statement that deletes names one leaf and repeats the whole condition, because a row's place
 * ({@code ctid}) means something inside one leaf only. Whole partitions are dropped elsewhere.
 */
@NullMarked
package exo.db.retention;

import org.jspecify.annotations.NullMarked;
