/**
 * The root key, the key-encryption keys that it wraps, and the envelope that seals single values under them.
 *
 * <p>A sealed value is the text {@code exo1:<kid>:<data>}: the KEK's id as 8 lower-case hex digits, then base64url
 * without padding of nonce (24 bytes), ciphertext and tag (16 bytes) of XAES-256-GCM as C2SP specifies it. Its
 * additional data are the four fields {@code exo1}, table, column and row id, each as a 4-byte big-endian length and
 * its UTF-8 bytes, so that a value that is moved elsewhere does not open. A KEK is 32 random bytes, wrapped by the root
 * key in the same way with the fields {@code exo1}, {@code encryption_keys}, {@code wrapped_key} and the kid; its
 * canary is the text {@code exo keyring canary} sealed under itself. Root keys are told apart by the first 8 bytes of
 * an HMAC-SHA-256.
 *
 * <p>Everything rests on the AES of the JDK: this code runs at every start of a pod, and a cryptographic library would
 * cost more time there than the rest of the work. Rule of thumb: key bytes never leave this package, and whatever holds
 * them is closed by whoever opened it.
 *
 * @see <a href="https://c2sp.org/XAES-256-GCM">XAES-256-GCM</a>
 */
@NullMarked
package exo.db.crypto;

import org.jspecify.annotations.NullMarked;
