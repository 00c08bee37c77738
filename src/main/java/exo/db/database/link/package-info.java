/**
 * The way to one server: the socket, and TLS on it, as libpq makes them.
 *
 * <p>Rule of thumb: nothing here knows SQL, and what belongs to TLS is loaded only where TLS is spoken.
 */
@NullMarked
package exo.db.database.link;

import org.jspecify.annotations.NullMarked;
