package exo.db.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for a root key in dumps of the whole heap, garbage included. The test itself holds the key only masked. */
final class KeysLeaveTheHeapTest {
    private static final byte MASK = 0x55;

    @TempDir
    private Path directory;

    @Test
    void nothingOfTheKeyIsLeftOnceEverythingIsClosed() throws IOException {
        byte[] masked = new byte[32];
        CryptoFixture.random(4).nextBytes(masked);
        Path file = keyFile(masked);

        Path open = directory.resolve("open.hprof");
        Path closed = directory.resolve("closed.hprof");

        try (RootKey rootKey = RootKey.load(Map.of("EXO_ENCRYPTION_KEY_FILE", file.toString()), null)) {
            KeyringEntry entry = Keyring.bootstrapEntry(rootKey, CryptoFixture.random(5));
            Keyring.open(List.of(entry), rootKey).close();
            dumpHeap(open);
        }
        // Before the first dump is searched, because its bytes would then be in this heap.
        dumpHeap(closed);

        assertThat(holds(open, masked)).as("a key that is there is found").isTrue();
        assertThat(holds(closed, masked)).isFalse();
    }

    private Path keyFile(byte[] masked) throws IOException {
        Path file = Files.createFile(
                directory.resolve("root.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] key = new byte[masked.length];
        for (int index = 0; index < key.length; index++) {
            key[index] = (byte) (masked[index] ^ MASK);
        }
        Files.write(file, key);
        Arrays.fill(key, (byte) 0);
        return file;
    }

    private static void dumpHeap(Path dump) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), false);
    }

    /** Whether the dump has the key in one piece; an AES key schedule begins with its key and so counts. */
    private static boolean holds(Path dump, byte[] masked) throws IOException {
        byte[] last = new byte[masked.length];
        int position = 0;
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(dump), 1 << 16)) {
            for (int next = stream.read(); next >= 0; next = stream.read()) {
                last[position] = (byte) (next ^ MASK);
                position = (position + 1) % last.length;
                if (last[(position + last.length - 1) % last.length] == masked[masked.length - 1]
                        && endsWith(last, position, masked)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the ring, read from its oldest byte on, is the wanted sequence. */
    private static boolean endsWith(byte[] ring, int oldest, byte[] wanted) {
        for (int index = 0; index < wanted.length; index++) {
            if (ring[(oldest + index) % ring.length] != wanted[index]) {
                return false;
            }
        }
        return true;
    }
}
