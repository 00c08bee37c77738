package exo.db.crypto;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A sealed value, {@code exo1:<kid>:<data>}, as {@code man/exo-db-envelope.7} specifies it: what other programs in Java
 * need to read and write the sensitive columns.
 *
 * <pre>{@code
 * try (RootKey rootKey = RootKey.load(System.getenv(), null);
 *         Keyring keyring = Keyring.open(entries, rootKey)) {          // the rows of encryption_keys
 *     Cell cell = new Cell("log_sinks", "config", id);                 // table, column, id as PostgreSQL prints it
 *     String sealed = Envelope.seal(keyring, cell, "{}");
 *     Opened opened = Envelope.open(keyring, cell, sealed);            // Plaintext, Unsealed, UnknownKid or Tampered
 * }
 * }</pre>
 *
 * <p>For many values in a row {@link EnvelopeSealer} and {@link EnvelopeOpener} are made once and used often.
 */
public final class Envelope {
    static final String PREFIX = "exo1:";

    private Envelope() {}

    /** Seals a value for its cell under the active key; sealing the same value again gives another text. */
    public static String seal(Keyring keyring, Cell cell, String plaintext) {
        try (EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), new SecureRandom())) {
            return sealer.seal(cell, plaintext);
        }
    }

    /** Opens the text that stands in the cell, whichever key of the keyring sealed it. */
    public static Opened open(Keyring keyring, Cell cell, String text) {
        try (EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            return opener.open(cell, text);
        }
    }

    /**
     * Whether the text has the form of a sealed value, which says nothing about whether it opens.
     *
     * <p>The same as PostgreSQL's {@code text ~ '^exo1:[0-9a-f]{8}:[A-Za-z0-9_-]{54,}$'}. A text of this form that
     * cannot be decoded is a damaged sealed value, never plaintext: it must not be sealed once more.
     */
    public static boolean isSealed(String text) {
        return CellText.of(text).isSealed();
    }

    /** The id of the KEK that a text of the sealed form names. */
    public static String kid(String sealed) {
        return CellText.of(sealed).kid();
    }

    static String text(String kid, byte[] data) {
        return PREFIX + kid + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }
}
