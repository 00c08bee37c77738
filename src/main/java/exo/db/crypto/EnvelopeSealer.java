package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;

/** Seals values under one KEK. Made for many values in a row, by one thread. */
public final class EnvelopeSealer implements AutoCloseable {
    private final String kid;
    private final Xaes256Gcm cipher;
    private final SecureRandom random;

    public EnvelopeSealer(Kek kek, SecureRandom random) {
        this.kid = kek.kid();
        this.cipher = kek.cipher();
        this.random = random;
    }

    /** The sealed text of a value; sealing the same value again gives another text. */
    public String seal(Cell cell, String plaintext) {
        byte[] nonce = new byte[Xaes256Gcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        return Envelope.text(kid, cipher.seal(nonce, plaintext.getBytes(UTF_8), cell.additionalData()));
    }

    @Override
    public void close() {
        cipher.close();
    }
}
