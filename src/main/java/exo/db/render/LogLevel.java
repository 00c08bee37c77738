package exo.db.render;

import exo.db.failure.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How much is told, from little to much. */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    /** Whether something of that level is told here. */
    public boolean admits(LogLevel other) {
        return other.compareTo(this) <= 0;
    }

    /** The level of that name, in whatever case. */
    public static Optional<LogLevel> of(String word) {
        return Arrays.stream(values())
                .filter(level -> level.toString().equalsIgnoreCase(word))
                .findFirst();
    }

    /** All words, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(LogLevel::toString).toList();
    }

    @Override
    public String toString() {
        return Word.of(this);
    }
}
