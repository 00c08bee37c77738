package exo.db.dsn;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/**
 * A connection string that libpq 16 could not read either.
 *
 * <p>Tells the place and the rule and never any part of the text: a password that was not quoted well shows up as a
 * word, a host or a port.
 */
public final class MalformedConnectionString extends ExoException {
    private static final long serialVersionUID = 1L;

    private final int position;

    MalformedConnectionString(int position, Rule rule) {
        this(position, rule.sentence(), rule.cure());
    }

    /** Takes only texts that are this program's own. */
    MalformedConnectionString(int position, String rule, String cure) {
        super(
                ExitStatus.USAGE,
                "dsn.malformed",
                "the connection string cannot be read at character " + position,
                rule,
                cure,
                null);
        this.position = position;
    }

    /** The character at which the rule is broken, counted from 1; one past the last when the end came too early. */
    public int position() {
        return position;
    }

    /** The rules of libpq's grammar, each with the way to obey it. */
    enum Rule {
        MISSING_EQUALS(
                "a parameter's name must be followed by \"=\" and its value",
                "put a value that holds spaces into single quotes: password='two words'"),
        FOREIGN_SCHEME(
                "a URL must begin with postgres:// or postgresql:// in lower case",
                "write postgres://USER:PASSWORD@HOST:PORT/DATABASE"),
        UNTERMINATED_QUOTE(
                "a value that opens with a single quote must close with one",
                "write a quote inside a value as \\' and a backslash as \\\\"),
        UNKNOWN_WORD(
                "this word is not a connection parameter of PostgreSQL 16's libpq",
                "check the spelling (words are lower case), or quote the value that it may be a part of: in a URL as"
                        + " %XX, elsewhere in single quotes"),
        UNCLOSED_BRACKET("an IPv6 address that opens with \"[\" must close with \"]\"", "write [ADDRESS]:PORT"),
        EMPTY_BRACKETS("an IPv6 address in brackets must not be empty", "write [ADDRESS]:PORT"),
        AFTER_BRACKET(
                "after an IPv6 address only \":\", \"/\", \"?\", \",\" or the end may follow", "write [ADDRESS]:PORT"),
        EXTRA_EQUALS("a parameter of a URL must hold only one \"=\"", "write \"=\" inside a value as %3D"),
        URL_MISSING_EQUALS(
                "a parameter of a URL must hold a \"=\" between its name and its value",
                "write \"&\" inside a value as %26 and \"?\" in a user or password as %3F"),
        BAD_PERCENT("\"%\" in a URL must be followed by two hexadecimal digits", "write a plain \"%\" as %25"),
        PERCENT_ZERO("%00 is forbidden in a URL", "remove it: no value may hold a zero byte"),
        PERCENT_NOT_UTF8(
                "percent-encoded bytes in a URL must be UTF-8 here",
                "encode the UTF-8 form of the value, such as %C3%A9 for an e with an acute accent"),
        ZERO_CHARACTER("a zero character is forbidden", "remove it: no value may hold one"),
        UNREADABLE_CHARACTER(
                "this character was lost before it reached this program, because the locale cannot express it",
                "set LC_ALL=C.UTF-8, or percent-encode the character in a URL");

        private final String sentence;
        private final String cure;

        Rule(String sentence, String cure) {
            this.sentence = sentence;
            this.cure = cure;
        }

        String sentence() {
            return sentence;
        }

        String cure() {
            return cure;
        }
    }
}
