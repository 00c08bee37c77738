package exo.db.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a command line as a message about that line may repeat them.
 *
 * <p>A connection string that was not quoted well falls into words, of which any may be a piece of a password. So only
 * what looks like a command, an option, a plain value or a path is repeated, and nothing when a word of the line looks
 * like a part of a connection string.
 */
final class QuotedWords {
    private static final String HIDDEN = "***";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9_./:,+-]{0,63}");
    private static final Pattern OPTION = Pattern.compile("-{1,2}[A-Za-z][A-Za-z-]{0,30}");
    /** An address with a password, or a parameter, of which no option has the like. */
    private static final Pattern OF_CONNECTION_STRING = Pattern.compile("(?s).*(://|@|\\\\|').*|[^-].*=.*");

    private final List<String> hidden;

    QuotedWords(String... line) {
        List<String> words = new ArrayList<>();
        for (String argument : line) {
            words.addAll(words(argument));
        }
        boolean holdsConnectionString = words.stream().anyMatch(QuotedWords::isOfConnectionString);
        hidden = words.stream()
                .filter(word -> !word.isEmpty() && !OPTION.matcher(word).matches())
                .filter(word -> holdsConnectionString || !PLAIN.matcher(word).matches())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The message without the words that may be secret. */
    String redact(String message) {
        String redacted = message;
        for (String word : hidden) {
            redacted = Pattern.compile("(?<![A-Za-z0-9_-])" + Pattern.quote(word) + "(?![A-Za-z0-9_-])")
                    .matcher(redacted)
                    .replaceAll(Matcher.quoteReplacement(HIDDEN));
        }
        return redacted;
    }

    /** The argument itself, and what an option's name and a list may be followed by. */
    private static List<String> words(String argument) {
        List<String> words = new ArrayList<>(List.of(argument));
        int equals = argument.indexOf('=');
        if (argument.startsWith("-") && equals >= 0) {
            words.add(argument.substring(0, equals));
            words.add(argument.substring(equals + 1));
            words.addAll(Arrays.asList(argument.substring(equals + 1).split(",", -1)));
        } else {
            words.addAll(Arrays.asList(argument.split(",", -1)));
        }
        return words;
    }

    private static boolean isOfConnectionString(String word) {
        return OF_CONNECTION_STRING.matcher(word).matches();
    }
}
