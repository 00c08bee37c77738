package exo.db.backup;

import exo.db.backup.dump.DumpStatement;
import exo.db.backup.dump.TocEntry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which statements of a dump a drill runs: all that make data and what guards it, none that is about who may. */
final class RestoreRules {
    /** Kinds of entries about roles, about other databases, or that would reach out of the server. */
    private static final Set<String> LEFT_OUT_KINDS =
            Set.of("ACL", "DEFAULT ACL", "DATABASE", "DATABASE PROPERTIES", "SECURITY LABEL", "SUBSCRIPTION");

    private static final List<String> LEFT_OUT = List.of(
            "grant ",
            "revoke ",
            "alter default privileges",
            "set session authorization",
            "create database",
            "alter database",
            "drop database",
            "create role",
            "alter role",
            "create subscription",
            "alter subscription",
            "security label");

    /** What a server of 16 does not know, or what would change how our own connection speaks. */
    private static final List<String> PASSED_OVER = List.of("set transaction_timeout", "set client_encoding");

    /** What names the statement without showing values. */
    private static final int MOST_SHOWN = 80;

    /** Rows follow, or what a foreign server is told, such as a password. */
    private static final Pattern SECRET = Pattern.compile(" (values|options)\\b", Pattern.CASE_INSENSITIVE);

    private RestoreRules() {}

    /** What becomes of a statement. */
    enum Verdict {
        RUN,
        /** Left out, and counted. */
        LEAVE_OUT,
        /** Not needed here. */
        PASS_OVER
    }

    static Verdict of(DumpStatement statement) {
        String kind = statement.tocEntry().map(TocEntry::kind).orElse("");
        String text = start(statement.sql());
        if (LEFT_OUT_KINDS.contains(kind)
                || LEFT_OUT.stream().anyMatch(text::startsWith)
                || (kind.isEmpty() && isAboutAnOwner(statement.sql()))) {
            return Verdict.LEAVE_OUT;
        }
        return text.isEmpty() || PASSED_OVER.stream().anyMatch(text::startsWith) ? Verdict.PASS_OVER : Verdict.RUN;
    }

    /** In a database that is empty, what {@code --clean} drops is not there. */
    static boolean mayFail(DumpStatement statement) {
        String text = start(statement.sql());
        return text.startsWith("drop ") || (text.startsWith("alter table ") && text.contains(" drop constraint "));
    }

    /** Its beginning, in one line, without what may be secret. */
    static String shown(DumpStatement statement) {
        String line = statement.sql().strip().replaceAll("\\s+", " ");
        Matcher secret = SECRET.matcher(line);
        String shown = secret.find() ? line.substring(0, secret.start()) : line;
        return shown.length() <= MOST_SHOWN ? shown : shown.substring(0, MOST_SHOWN) + "...";
    }

    private static boolean isAboutAnOwner(String sql) {
        String text = sql.strip().toLowerCase(Locale.ROOT);
        return text.startsWith("alter ") && text.contains(" owner to ") && text.indexOf('\n') < 0;
    }

    private static String start(String sql) {
        String text = sql.strip();
        return text.substring(0, Math.min(text.length(), 2 * MOST_SHOWN)).toLowerCase(Locale.ROOT);
    }
}
