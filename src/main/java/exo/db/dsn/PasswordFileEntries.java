package exo.db.dsn;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the entry of a password file: {@code host:port:database:user:password}, the first that matches wins.
 *
 * @see <a href="https://www.postgresql.org/docs/16/libpq-pgpass.html">The Password File</a>
 */
final class PasswordFileEntries {
    private static final int NO_MATCH = -1;

    private final Path file;
    private final List<String> lines;

    PasswordFileEntries(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * The password for these four fields, in the file's order: host, port, database, user; each by any of its names.
     */
    Optional<Parameter> password(List<Set<String>> fields) {
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index);
            int start = line.startsWith("#") ? NO_MATCH : passwordStart(line, fields);
            if (start != NO_MATCH) {
                Source source = new Source.PasswordFileLine(file, index + 1);
                return Optional.of(new Parameter(Keyword.PASSWORD, unescapedField(line, start), source));
            }
        }
        return Optional.empty();
    }

    private static int passwordStart(String line, List<Set<String>> fields) {
        int at = 0;
        for (Set<String> names : fields) {
            int start = at;
            at = names.stream()
                    .mapToInt(name -> afterField(line, start, name))
                    .filter(after -> after != NO_MATCH)
                    .findFirst()
                    .orElse(NO_MATCH);
            if (at == NO_MATCH) {
                return NO_MATCH;
            }
        }
        return at;
    }

    /**
     * Where the next field begins when the one at {@code start} is a star or equals {@code wanted}; a colon needs no
     * backslash.
     */
    private static int afterField(String line, int start, String wanted) {
        if (line.startsWith("*:", start)) {
            return start + 2;
        }
        int at = start;
        for (int index = 0; index < wanted.length(); index++) {
            if (at < line.length() && line.charAt(at) == '\\') {
                at++;
            }
            if (at >= line.length() || line.charAt(at) != wanted.charAt(index)) {
                return NO_MATCH;
            }
            at++;
        }
        return at < line.length() && line.charAt(at) == ':' ? at + 1 : NO_MATCH;
    }

    private static String unescapedField(String line, int start) {
        StringBuilder field = new StringBuilder();
        for (int at = start; at < line.length() && line.charAt(at) != ':'; at++) {
            if (line.charAt(at) == '\\' && at + 1 < line.length()) {
                at++;
            }
            field.append(line.charAt(at));
        }
        return field.toString();
    }
}
