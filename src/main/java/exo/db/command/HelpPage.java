package exo.db.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The help of a command as it was rendered when the program was built, for a line that asks for nothing else: building
 * the commands to render it would take four times as long as starting Java does.
 *
 * <p>What a line with a slip of the hand in it deserves, the commands themselves say.
 */
public final class HelpPage {
    private static final String DIRECTORY = "/exo/db/help/";

    private HelpPage() {}

    /** The help that this line asks for; empty where it asks for more, or for what there is none of. */
    public static Optional<String> askedFor(String... line) {
        boolean byOption = line.length > 0 && isOption(line[line.length - 1]);
        if (!byOption && (line.length == 0 || !line[0].equals("help"))) {
            return Optional.empty();
        }
        StringBuilder page = new StringBuilder("exo-db-cli");
        int end = byOption ? line.length - 1 : line.length;
        for (int place = byOption ? 0 : 1; place < end; place++) {
            if (!isWord(line[place])) {
                return Optional.empty();
            }
            page.append(' ').append(line[place]);
        }
        return read(page.toString());
    }

    /** The name of the file that holds the help of a command, by the words that a person types. */
    public static String fileOf(String command) {
        return command.replace(' ', '_') + ".txt";
    }

    private static boolean isOption(String argument) {
        return argument.equals("--help") || argument.equals("-h");
    }

    private static boolean isWord(String argument) {
        return !argument.isEmpty()
                && argument.chars().allMatch(letter -> letter == '-' || (letter >= 'a' && letter <= 'z'));
    }

    private static Optional<String> read(String command) {
        try (InputStream stream = HelpPage.class.getResourceAsStream(DIRECTORY + fileOf(command))) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
