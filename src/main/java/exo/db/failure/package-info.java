/**
 * Failures that an operator can act on, the exit codes they end in, and how near a mistyped word is to what was meant.
 *
 * <p>Only the root and the codes live here; each leaf lives with the code that throws it.
 */
@NullMarked
package exo.db.failure;

import org.jspecify.annotations.NullMarked;
