/** The process edge: arguments, environment, exit code, and the wiring of all services. */
@NullMarked
package exo.db;

import org.jspecify.annotations.NullMarked;
