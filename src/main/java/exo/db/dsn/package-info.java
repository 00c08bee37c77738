/**
 * Connection strings as PostgreSQL 16's libpq reads them: the text, the {@code PG*} variables and the password file
 * become one {@link exo.db.dsn.ResolvedConnection}.
 *
 * <p>Rule of thumb: what libpq would refuse is refused, what a JDBC driver cannot honour is refused too, and no message
 * ever repeats any part of the text, because any part may be a piece of a password that was not quoted well.
 */
@NullMarked
package exo.db.dsn;

import org.jspecify.annotations.NullMarked;
