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
    private static final Place CURRENT = new Place("EXO_ENCRYPTION_KEY", "EXO_ENCRYPTION_KEY_FILE");
    private static final Place NEXT = new Place("EXO_ENCRYPTION_KEY_NEXT", "EXO_ENCRYPTION_KEY_NEXT_FILE");
    private static final Set<String> KNOWN =
            Set.of(CURRENT.variable(), CURRENT.fileVariable(), NEXT.variable(), NEXT.fileVariable());

    /** The longest form is 64 hex digits with two characters of line end; one more shows that the file is longer. */
    private static final int ENOUGH_BYTES = 67;

    /** What a mode wider than 0640 allows. */
    private static final Set<PosixFilePermission> NEEDLESS = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private RootKeySource() {}

    static RootKey load(Map<String, String> environment, @Nullable Path trialKeyFile) {
        refuseDoubts(environment);
        RootKey given = given(environment, CURRENT);
        if (given != null) {
            return given;
        }
        for (String name : List.of(CURRENT.variable(), CURRENT.fileVariable())) {
            if (environment.containsKey(name)) {
                throw KeyMissing.because(name + " is set, but empty");
            }
        }
        if (trialKeyFile != null) {
            return fromFile(trialKeyFile, "the trial key " + trialKeyFile);
        }
        throw KeyMissing.because("neither " + CURRENT.variable() + " nor " + CURRENT.fileVariable() + " is set");
    }

    static RootKey loadNext(Map<String, String> environment) {
        if (NEXT.isGivenTwice(environment)) {
            throw KeyMalformed.ofTwoComing(NEXT.variable(), NEXT.fileVariable());
        }
        RootKey given = given(environment, NEXT);
        if (given == null) {
            throw KeyMissing.coming(NEXT.variable(), NEXT.fileVariable());
        }
        return given;
    }

    static RootKey copyIn(Path file) {
        return fromFile(file, "the copy " + file, FileMode.TOLD);
    }

    static RootKey copyFrom(InputStream input) {
        String origin = "standard input";
        try {
            return fromStream(input, origin, new ArrayList<>());
        } catch (IOException e) {
            throw KeyMissing.unreadable(origin, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable RootKey given(Map<String, String> environment, Place place) {
        String text = environment.getOrDefault(place.variable(), "");
        String file = environment.getOrDefault(place.fileVariable(), "");
        if (!text.isEmpty()) {
            return fromVariable(place.variable(), text);
        }
        return file.isEmpty() ? null : fromFile(Path.of(file), "the file " + file + " (" + place.fileVariable() + ")");
    }

    private static void refuseDoubts(Map<String, String> environment) {
        List<String> doubts = new ArrayList<>();
        if (CURRENT.isGivenTwice(environment)) {
            doubts.add(CURRENT.variable() + " and " + CURRENT.fileVariable() + " are both set");
        }
        Set<String> unknown = new TreeSet<>();
        for (String name : environment.keySet()) {
            if (name.startsWith(CURRENT.variable()) && !KNOWN.contains(name)) {
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

    private static RootKey fromVariable(String variable, String text) {
        // A character beyond ASCII becomes bytes that no form of a key has.
        byte[] content = text.getBytes(UTF_8);
        try {
            return rootKey(new KeyText(variable, content).key(), variable, content, new ArrayList<>());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static RootKey fromFile(Path file, String origin) {
        return fromFile(file, origin, FileMode.HELD_TO);
    }

    private static RootKey fromFile(Path file, String origin, FileMode mode) {
        try {
            if (Files.isDirectory(file)) {
                throw KeyMissing.unreadable(origin, "it is a directory");
            }
            List<KeyWarning> warnings = modeWarnings(file, origin, mode);
            // Not by a channel: it would leave a copy in a buffer that is kept for the next read.
            try (InputStream stream = new FileInputStream(file.toFile())) {
                return fromStream(stream, origin, warnings);
            }
        } catch (NoSuchFileException e) {
            throw KeyMissing.unreadable(origin, "there is no such file");
        } catch (AccessDeniedException e) {
            throw KeyMissing.unreadable(origin, "permission denied");
        } catch (IOException e) {
            throw KeyMissing.unreadable(origin, String.valueOf(e.getMessage()));
        }
    }

    private static RootKey fromStream(InputStream stream, String origin, List<KeyWarning> warnings) throws IOException {
        byte[] content = read(stream);
        try {
            if (content.length == 0) {
                throw KeyMissing.unreadable(origin, "it is empty");
            }
            return rootKey(KeyText.keyInFile(origin, content), origin, content, warnings);
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

    private static List<KeyWarning> modeWarnings(Path file, String origin, FileMode mode) throws IOException {
        List<KeyWarning> warnings = new ArrayList<>();
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return warnings;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (mode == FileMode.HELD_TO && permissions.contains(PosixFilePermission.OTHERS_READ)) {
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

    /** Into one array, which the caller overwrites: the stream's own ways to read all of it leave pieces behind. */
    private static byte[] read(InputStream stream) throws IOException {
        byte[] buffer = new byte[ENOUGH_BYTES];
        int length = 0;
        int read = 0;
        while (read >= 0 && length < buffer.length) {
            length += read;
            read = stream.read(buffer, length, buffer.length - length);
        }
        byte[] content = Arrays.copyOf(buffer, length);
        Arrays.fill(buffer, (byte) 0);
        return content;
    }

    /** What becomes of a file that everyone can read. */
    private enum FileMode {
        /** It is refused: it is what the installation lives by. */
        HELD_TO,
        /** It is told: a copy that was put away is only looked at. */
        TOLD
    }

    /** The two variables by which one key can be given. */
    private record Place(String variable, String fileVariable) {
        boolean isGivenTwice(Map<String, String> environment) {
            return !environment.getOrDefault(variable, "").isEmpty()
                    && !environment.getOrDefault(fileVariable, "").isEmpty();
        }
    }
}
