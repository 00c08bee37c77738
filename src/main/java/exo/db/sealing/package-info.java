/**
 * The encrypted columns of a database: where their values lie, whether they open, how many each key has sealed, and the
 * sealing of those that are still plaintext or under a retired key.
 *
 * <p>Below the features, since the check of a backup, the keyring's commands and the daemon all need it. Rule of thumb:
 * values are read piece by piece, by where they lie, so that neither memory nor a snapshot grows with the table; and a
 * value is written only over the version of its row that it was read from.
 */
@NullMarked
package exo.db.sealing;

import org.jspecify.annotations.NullMarked;
