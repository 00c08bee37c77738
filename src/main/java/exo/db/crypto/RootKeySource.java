package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the root key among variables and files, and refuses what leaves a doubt about which one is meant. */
final class RootKeySource {
    private static final String VARIABLE = "EXO_ENCRYPTION_KEY";
    private static final String FILE_VARIABLE = "EXO_ENCRYPTION_KEY_FILE";
    private static final Set<String> KNOWN =
            Set.of(VARIABLE, FILE_VARIABLE, "EXO_ENCRYPTION_KEY_NEXT", "EXO_ENCRYPTION_KEY_NEXT_FILE");

    /** The longest form is 64 hex digits with two characters of line end; one more shows that the file is longer. */
    private static final int ENOUGH_BYTES = 67;

    /** What a mode wider than 0640 allows; reading by everyone is refused outright. */
    private static final Set<PosixFilePermission> NEEDLESS = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private RootKeySource() {}

    static RootKey load(Map<String, String> environment, @Nullable Path trialKeyFile) {
        String text = environment.getOrDefault(VARIABLE, "");
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        refuseDoubts(environment, !text.isEmpty() && !file.isEmpty());
        if (!text.isEmpty()) {
            return fromVariable(text);
        }
        if (!file.isEmpty()) {
            return fromFile(Path.of(file), "the file " + file + " (" + FILE_VARIABLE + ")");
        }
        if (environment.containsKey(VARIABLE)) {
            throw KeyMissing.because(VARIABLE + " is set, but empty");
        }
        if (environment.containsKey(FILE_VARIABLE)) {
            throw KeyMissing.because(FILE_VARIABLE + " is set, but empty");
        }
        if (trialKeyFile != null) {
            return fromFile(trialKeyFile, "the trial key " + trialKeyFile);
        }
        throw KeyMissing.because("neither " + VARIABLE + " nor " + FILE_VARIABLE + " is set");
    }

    private static void refuseDoubts(Map<String, String> environment, boolean bothSet) {
        List<String> doubts = new ArrayList<>();
        if (bothSet) {
            doubts.add(VARIABLE + " and " + FILE_VARIABLE + " are both set");
        }
        Set<String> unknown = new TreeSet<>();
        for (String name : environment.keySet()) {
            if (name.startsWith(VARIABLE) && !KNOWN.contains(name)) {
                unknown.add(name);
            }
        }
        for (String name : unknown) {
            doubts.add("there is no variable " + name);
        }
        if (!doubts.isEmpty()) {
            throw KeyMalformed.inDoubt(doubts);
        }
    }

    private static RootKey fromVariable(String text) {
        // A character beyond ASCII becomes bytes that no form of a key has.
        byte[] content = text.getBytes(UTF_8);
        try {
            return rootKey(new KeyText(VARIABLE, content).key(), VARIABLE, content, new ArrayList<>());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static RootKey fromFile(Path file, String origin) {
        byte[] content = new byte[0];
        try {
            List<KeyWarning> warnings = modeWarnings(file, origin);
            content = read(file);
            if (content.length == 0) {
                throw KeyMissing.unreadable(origin, "it is empty");
            }
            return rootKey(KeyText.keyInFile(origin, content), origin, content, warnings);
        } catch (NoSuchFileException e) {
            throw KeyMissing.unreadable(origin, "there is no such file");
        } catch (AccessDeniedException e) {
            throw KeyMissing.unreadable(origin, "permission denied");
        } catch (IOException e) {
            throw KeyMissing.unreadable(origin, String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static RootKey rootKey(SecretBytes key, String origin, byte[] content, List<KeyWarning> warnings) {
        if (KeyText.isHalfAKeyInHex(content)) {
            warnings.add(new KeyWarning(
                    "key.hex32",
                    "the encryption key in " + origin + " is 32 hex digits, taken as 32 characters: it holds only"
                            + " 128 bits of chance",
                    "new installations use 64 hex digits; an existing key must stay until it is changed by"
                            + " bootstrap-keyring rewrap"));
        }
        return new RootKey(key, origin, warnings);
    }

    private static List<KeyWarning> modeWarnings(Path file, String origin) throws IOException {
        List<KeyWarning> warnings = new ArrayList<>();
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return warnings;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            throw KeyMalformed.exposed(origin);
        }
        for (PosixFilePermission permission : permissions) {
            if (NEEDLESS.contains(permission)) {
                warnings.add(new KeyWarning(
                        "key.file-mode",
                        origin + " has a mode wider than 0640",
                        "chmod 0600, or defaultMode: 0400 for a secret's volume"));
                return warnings;
            }
        }
        return warnings;
    }

    private static byte[] read(Path file) throws IOException {
        // Not by a channel: it would leave a copy in a buffer that is kept for the next read.
        try (InputStream stream = new FileInputStream(file.toFile())) {
            return stream.readNBytes(ENOUGH_BYTES);
        }
    }
}
