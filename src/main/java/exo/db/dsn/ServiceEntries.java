package exo.db.dsn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lines of one service file, searched as libpq does: only the first section with the wanted name is read, and what
 * stands after it is not looked at.
 *
 * @see <a href="https://www.postgresql.org/docs/16/libpq-pgservice.html">The Connection Service File</a>
 */
final class ServiceEntries {
    /** libpq reads into 1024 bytes, of which the line end and C's own mark take one each. */
    private static final int LONGEST_LINE = 1022;

    private final Path file;
    private final List<String> lines;

    ServiceEntries(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * The parameters of a service; of two equal words the first wins. Empty when the file has no such section.
     *
     * @throws UnusableService where libpq would refuse the file too
     */
    Optional<Map<Keyword, Parameter>> of(String service) {
        Map<Keyword, Parameter> parameters = new EnumMap<>(Keyword.class);
        boolean found = false;
        for (int index = 0; index < lines.size(); index++) {
            int number = index + 1;
            String line = withoutBlanks(lines.get(index), number);
            if (line.startsWith("[")) {
                if (found) {
                    break;
                }
                found = line.startsWith("[" + service + "]");
            } else if (found && !line.isEmpty() && !line.startsWith("#")) {
                Parameter parameter = parameter(line, service, number);
                parameters.putIfAbsent(parameter.keyword(), parameter);
            }
        }
        return found ? Optional.of(parameters) : Optional.empty();
    }

    private Parameter parameter(String line, String service, int number) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw UnusableService.brokenLine(file, number, "a line must be a word, \"=\" and its value");
        }
        String word = line.substring(0, equals);
        if (word.equals(Keyword.SERVICE.word())) {
            throw UnusableService.brokenLine(file, number, "a service must not name another service");
        }
        Keyword keyword = Keyword.of(word).orElseThrow(() -> UnusableService.brokenLine(file, number, unknown(word)));
        return new Parameter(keyword, line.substring(equals + 1), new Source.ServiceLine(service, file, number));
    }

    private static String unknown(String word) {
        return word.isEmpty() || !Space.is(word.charAt(word.length() - 1))
                ? "it begins with no connection parameter of PostgreSQL 16's libpq"
                : "no blank may stand before \"=\"";
    }

    private String withoutBlanks(String line, int number) {
        if (line.length() > LONGEST_LINE || line.getBytes(UTF_8).length > LONGEST_LINE) {
            throw UnusableService.brokenLine(file, number, "it is longer than " + LONGEST_LINE + " bytes");
        }
        return Space.strip(line);
    }
}
