/**
 * The command line: one class for each command, all of them parse, plan, execute, tell.
 *
 * <p>Rule of thumb: what a command does beyond that belongs to a feature.
 */
@NullMarked
package exo.db.command;

import org.jspecify.annotations.NullMarked;
