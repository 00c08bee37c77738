package exo.db.backup;

import exo.db.crypto.KekState;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.RootKey;
import exo.db.crypto.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of {@code encryption_keys} in a dump. */
final class DumpedKeyring {
    private static final String HEX = "\\x";

    private final List<Map<String, @Nullable String>> rows = new ArrayList<>();

    /** Takes a row, by the names of its columns. */
    void add(Map<String, @Nullable String> row) {
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The ids of its keys. */
    List<String> kids() {
        return rows.stream().map(row -> text(row, "kid")).toList();
    }

    /**
     * Opens it.
     *
     * @throws exo.db.crypto.KeyWrong and the other failures of {@link Keyring#open}
     */
    Keyring open(RootKey rootKey) {
        return Keyring.open(rows.stream().map(DumpedKeyring::entry).toList(), rootKey);
    }

    private static KeyringEntry entry(Map<String, @Nullable String> row) {
        WrappedKey next = wrapped(row, "next_root_key_fingerprint", "next_wrapped_key");
        boolean isNextGiven = !next.rootFingerprint().isEmpty() || next.bytes().length > 0;
        return new KeyringEntry(
                text(row, "kid"),
                wrapped(row, "root_key_fingerprint", "wrapped_key"),
                isNextGiven ? next : null,
                text(row, "algorithm"),
                text(row, "canary"),
                KekState.of(text(row, "state")));
    }

    private static WrappedKey wrapped(Map<String, @Nullable String> row, String fingerprint, String key) {
        return new WrappedKey(text(row, fingerprint), bytea(text(row, key)));
    }

    private static String text(Map<String, @Nullable String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }

    /** In the one or the other form in which a server prints it; what is neither is no key, and does not open. */
    private static byte[] bytea(String text) {
        if (text.startsWith(HEX)) {
            try {
                return HexFormat.of().parseHex(text, HEX.length(), text.length());
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }
        byte[] escaped = text.getBytes(StandardCharsets.ISO_8859_1);
        return exo.db.backup.dump.CopyField.bytes(escaped, 0, escaped.length);
    }
}
