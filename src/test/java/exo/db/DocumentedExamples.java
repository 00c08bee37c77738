package exo.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every line that help, manual and README give a reader to type. */
final class DocumentedExamples {
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)# .*$");
    private static final Pattern INLINE = Pattern.compile("\\*(exo-db-cli [a-z][^*]* [^*]*)\\*(?!\\()");

    private DocumentedExamples() {}

    /** Each line once, in the order in which a reader meets them: help, manual, README. */
    static List<String> all() {
        return Stream.of(
                        DocumentedCommands.all()
                                .flatMap(line -> HelpText.of(line.getCommandSpec()).examples().stream()),
                        inManual(),
                        inReadme())
                .flatMap(lines -> lines)
                .distinct()
                .toList();
    }

    /** Those in what a person wrote of the manual: whole blocks, and commands within a sentence. */
    static Stream<String> inManual() {
        try (Stream<Path> files = Files.list(ManualPages.WRITTEN)) {
            return files.sorted().toList().stream().flatMap(file -> inPage(content(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> inPage(String page) {
        List<String> lines = new ArrayList<>(between(page, "----", "----"));
        INLINE.matcher(page.replaceAll("(?<=[^\\n])\\n(?=[^\\n])", " "))
                .results()
                .map(found -> found.group(1))
                .filter(line -> !line.equals("exo-db-cli --prepare"))
                .forEach(lines::add);
        return lines.stream();
    }

    /** Of a shell's blocks every line but comments, of a session's those after the prompt. */
    private static Stream<String> inReadme() {
        String readme = content(Path.of("README.md"));
        return Stream.concat(
                        between(readme, "```sh", "```").stream(),
                        between(readme, "```console", "```").stream()
                                .filter(line -> line.startsWith("$ "))
                                .map(line -> line.substring(2)))
                .map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty());
    }

    private static List<String> between(String text, String start, String end) {
        List<String> lines = new ArrayList<>();
        boolean within = false;
        for (String line : text.lines().toList()) {
            if (!within && line.equals(start)) {
                within = true;
            } else if (within && line.equals(end)) {
                within = false;
            } else if (within) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
