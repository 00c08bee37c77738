package exo.db.backup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line that makes a dump, with {@code pg_dump} in it somewhere: by itself, or behind a wrapper.
 *
 * @param words at least one
 */
record DumpCommand(List<String> words) {
    private static final String PROGRAM = "pg_dump";

    DumpCommand {
        words = List.copyOf(words);
    }

    /** The same, told to dump what the snapshot shows. */
    List<String> withSnapshot(String snapshot) {
        List<String> line = new ArrayList<>(words);
        int program = program();
        // Before its other arguments, of which the last may be the database.
        line.add(program < 0 ? line.size() : program + 1, "--snapshot=" + snapshot);
        return line;
    }

    /** Where the dump goes; empty where it goes to standard output, or a wrapper decides. */
    Optional<Path> file() {
        for (int place = Math.max(0, program()) + 1; place < words.size(); place++) {
            String word = words.get(place);
            if (word.startsWith("--file=")) {
                return Optional.of(Path.of(word.substring("--file=".length())));
            }
            if ((word.equals("-f") || word.equals("--file")) && place + 1 < words.size()) {
                return Optional.of(Path.of(words.get(place + 1)));
            }
            if (word.startsWith("-f") && !word.startsWith("--")) {
                return Optional.of(Path.of(word.substring(2)));
            }
        }
        return Optional.empty();
    }

    /** Whether the program is run as it is, and so its standard output is ours. */
    boolean isBare() {
        return program() == 0;
    }

    private int program() {
        for (int place = 0; place < words.size(); place++) {
            if (Path.of(words.get(place)).endsWith(PROGRAM)) {
                return place;
            }
        }
        return -1;
    }
}
