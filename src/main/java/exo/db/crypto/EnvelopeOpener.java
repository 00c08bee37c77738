package exo.db.crypto;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens values that any KEK of a keyring sealed. Made for many values in a row, by one thread. */
public final class EnvelopeOpener implements AutoCloseable {
    private final Keyring keyring;
    private final Map<String, Xaes256Gcm> ciphers = new HashMap<>();

    /** The keyring stays the caller's and must be open while this is used. */
    public EnvelopeOpener(Keyring keyring) {
        this.keyring = keyring;
    }

    /** Opens the text that stands in the cell. */
    public Opened open(Cell cell, String text) {
        return open(cell, CellText.of(text));
    }

    /** Likewise. */
    public Opened open(Cell cell, CellText text) {
        if (!text.beginsSealed()) {
            return new Opened.Unsealed();
        }
        // What can be decoded has the form; looking at every character before takes as long as decoding them.
        byte[] data = text.data();
        if (data == null && !text.isSealed()) {
            return new Opened.Unsealed();
        }
        String kid = text.kid();
        Xaes256Gcm cipher = cipher(kid);
        if (cipher == null) {
            return new Opened.UnknownKid(kid);
        }
        byte[] plaintext = data == null ? null : cipher.open(data, cell.additionalData());
        return plaintext == null ? new Opened.Tampered() : new Opened.Plaintext(plaintext);
    }

    @Override
    public void close() {
        for (Xaes256Gcm cipher : ciphers.values()) {
            cipher.close();
        }
        ciphers.clear();
    }

    private @Nullable Xaes256Gcm cipher(String kid) {
        Xaes256Gcm known = ciphers.get(kid);
        if (known != null) {
            return known;
        }
        Kek kek = keyring.find(kid).orElse(null);
        if (kek == null) {
            return null;
        }
        Xaes256Gcm cipher = kek.cipher();
        ciphers.put(kid, cipher);
        return cipher;
    }
}
