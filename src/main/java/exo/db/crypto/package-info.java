/**
 * The root key, the key-encryption keys that it wraps, and the envelope that seals single values under them.
 *
 * <p>The format is PRODUCT.md's "Encryption envelope". Everything rests on the AES of the JDK: this code runs at every
 * start of a pod, and a cryptographic library would cost more time there than the rest of the work. Rule of thumb: key
 * bytes never leave this package, and whatever holds them is closed by whoever opened it.
 */
@NullMarked
package exo.db.crypto;

import org.jspecify.annotations.NullMarked;
