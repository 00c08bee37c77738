package exo.db.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;

import exo.db.crypto.KeyringEntry;
import exo.db.crypto.WrappedKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** What identifies a keyring: one digest over all that its rows hold, which the server computes in the same way. */
final class KeyringDigest {
    private static final String NOTHING = "";

    private KeyringDigest() {}

    /** SHA-256, in hex, of the rows in the order of the kids, each as its fields one after the other on lines. */
    static String of(List<KeyringEntry> entries) {
        StringBuilder text = new StringBuilder();
        entries.stream().sorted(Comparator.comparing(KeyringEntry::kid)).forEach(entry -> text.append(line(entry)));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String line(KeyringEntry entry) {
        WrappedKey next = entry.next();
        return String.join(
                "\n",
                entry.kid(),
                hex(entry.current()),
                entry.algorithm(),
                entry.current().rootFingerprint(),
                next == null ? NOTHING : hex(next),
                next == null ? NOTHING : next.rootFingerprint(),
                entry.canary(),
                entry.state().text(),
                "");
    }

    static String hex(WrappedKey wrapped) {
        return HexFormat.of().formatHex(wrapped.bytes());
    }
}
