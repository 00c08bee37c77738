/**
 * The encryption keyring in the database: its first key, whether the root key opens it, and what it has sealed so far.
 *
 * <p>Rule of thumb: every key is proved before anything is written, and a keyring is never begun anew while values that
 * an older one sealed are still there.
 */
@NullMarked
package exo.db.keyring;

import org.jspecify.annotations.NullMarked;
