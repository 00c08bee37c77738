/**
 * Whether a backup of this database could be read: the key belongs to the keyring, and every sealed value opens.
 *
 * <p>Rule of thumb: nothing is written. Looking gathers facts value by value, and one pure judge says what they mean.
 */
@NullMarked
package exo.db.backup;

import org.jspecify.annotations.NullMarked;
