package exo.db.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A keyring as it is to become, proved before it is given out: every key of it unwraps and every canary opens under
 * each root key that is to open it afterwards. Nothing is stored yet.
 *
 * @param before the entries as they were read
 * @param after the entries as they are to be stored
 */
public record KeyringRevision(List<KeyringEntry> before, List<KeyringEntry> after) {
    public KeyringRevision {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * A new key is active, and the one that was is retired.
     *
     * @throws KeyWrong and the other failures of {@link Keyring#open}, if the keyring does not open as it is
     */
    public static KeyringRevision rotated(List<KeyringEntry> entries, RootKey rootKey, SecureRandom random) {
        List<KeyringEntry> after = new ArrayList<>();
        entries.forEach(entry -> after.add(entry.retired()));
        after.add(Keyring.bootstrapEntry(rootKey, random));
        return proved(entries, after, rootKey);
    }

    /**
     * Either root key opens the keyring.
     *
     * @throws KeyWrong and the other failures of {@link Keyring#open}, if the keyring does not open as it is
     */
    public static KeyringRevision rewrapped(
            List<KeyringEntry> entries, RootKey rootKey, RootKey coming, SecureRandom random) {
        List<KeyringEntry> after = entries.stream()
                .map(entry -> entry.wrappedToo(rootKey, coming, random))
                .toList();
        Keyring.open(after, coming).close();
        return proved(entries, after, rootKey);
    }

    /**
     * The coming root key opens the keyring alone.
     *
     * @throws KeyWrong and the other failures of {@link Keyring#open}, if it does not
     */
    public static KeyringRevision finished(List<KeyringEntry> entries, RootKey coming) {
        return proved(
                entries, entries.stream().map(KeyringEntry::underNextAlone).toList(), coming);
    }

    /**
     * The present root key opens the keyring alone, and no other is coming.
     *
     * @throws KeyWrong and the other failures of {@link Keyring#open}, if it does not
     */
    public static KeyringRevision aborted(List<KeyringEntry> entries, RootKey rootKey) {
        return proved(entries, entries.stream().map(KeyringEntry::withoutNext).toList(), rootKey);
    }

    private static KeyringRevision proved(List<KeyringEntry> before, List<KeyringEntry> after, RootKey rootKey) {
        Keyring.open(after, rootKey).close();
        return new KeyringRevision(before, after);
    }
}
