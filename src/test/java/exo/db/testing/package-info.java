/**
 * The PostgreSQL 16 that tests run on, one database for each test, and the check that a test leaves nothing open.
 *
 * <p>Rule of thumb: a test that needs a server says {@code @ExtendWith(PostgresExtension.class)} and takes a
 * {@link exo.db.testing.TestDatabase} as a parameter; it never looks for a server itself.
 */
@NullMarked
package exo.db.testing;

import org.jspecify.annotations.NullMarked;
