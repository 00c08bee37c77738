package exo.db.schema;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One spelling for the expressions that the server prints in several ways.
 *
 * <p>Casts between text types, casts of plain numbers and parentheses that only group go: on a column that is still
 * {@code varchar} the server prints {@code ((status)::text = 'open'::text)} for {@code (status = 'open'::text)}. The
 * values of a list are put in order. Literals are left as they are. The declared expressions nest nothing that grouping
 * would be needed to tell apart.
 */
final class Spelling {
    private static final Set<String> TEXT_TYPES =
            Set.of("text", "character varying", "character", "bpchar", "citext", "name");
    private static final Set<String> NUMBER_TYPES =
            Set.of("bigint", "integer", "smallint", "numeric", "double precision", "real");
    private static final Set<String> TRUE = Set.of("true", "'true'", "'t'", "1");
    private static final Set<String> FALSE = Set.of("false", "'false'", "'f'", "0");
    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "not", "any", "all", "in", "is", "where", "then", "else", "when", "case", "default");

    private final List<String> tokens;
    private final List<String> kept = new ArrayList<>();
    private int next;

    private Spelling(List<String> tokens) {
        this.tokens = tokens;
    }

    /** The tokens that matter, with blanks between them. */
    static String of(String expression) {
        List<String> bare = withoutGrouping(new Spelling(SqlTokens.of(expression)).withoutCasts());
        return String.join(" ", inOrder(bare));
    }

    /** The same for what a column gets when an insert does not name it. */
    static String ofDefault(String expression) {
        String spelled = of(expression);
        return switch (spelled.toLowerCase(Locale.ROOT)) {
            case "current_timestamp", "transaction_timestamp ( )" -> "now ( )";
            default -> spelled;
        };
    }

    private List<String> withoutCasts() {
        while (next < tokens.size()) {
            String token = tokens.get(next++);
            if (token.equals("::")) {
                cast();
            } else {
                kept.add(isNumber(token) ? plain(token) : token);
            }
        }
        return kept;
    }

    private void cast() {
        int begin = next;
        String type = type();
        int operand = operand();
        String value = operand < 0 ? "" : kept.get(operand);
        if (TEXT_TYPES.contains(type)) {
            return;
        }
        if (NUMBER_TYPES.contains(type) && isNumber(unquoted(value))) {
            kept.set(operand, plain(unquoted(value)));
        } else if (type.equals("boolean") && (TRUE.contains(value) || FALSE.contains(value))) {
            kept.set(operand, String.valueOf(TRUE.contains(value)));
        } else {
            kept.add("::");
            kept.addAll(tokens.subList(begin, next));
        }
    }

    /** Reads the name of a type; an array of text counts as text, and a length makes another type of it. */
    private String type() {
        StringBuilder type = new StringBuilder(word().replaceFirst("^.*\\.", ""));
        while (next < tokens.size() && Set.of("varying", "precision").contains(tokens.get(next))) {
            type.append(' ').append(word());
        }
        if (next < tokens.size() && tokens.get(next).equals("(")) {
            while (next < tokens.size() && !tokens.get(next).equals(")")) {
                type.append(word());
            }
            type.append(word());
        }
        while (next + 1 < tokens.size()
                && tokens.get(next).equals("[")
                && tokens.get(next + 1).equals("]")) {
            next += 2;
        }
        return type.toString();
    }

    private String word() {
        return next < tokens.size() ? tokens.get(next++) : "";
    }

    /** Where the value is that a cast applies to, when it is one word in any number of parentheses; else -1. */
    private int operand() {
        int place = kept.size() - 1;
        int closed = 0;
        while (place >= 0 && kept.get(place).equals(")")) {
            place--;
            closed++;
        }
        int before = place - 1;
        if (before >= 0 && kept.get(before).equals("-")) {
            before--;
        }
        for (int open = 0; open < closed; open++, before--) {
            if (before < 0 || !kept.get(before).equals("(")) {
                return -1;
            }
        }
        return place;
    }

    private static List<String> withoutGrouping(List<String> tokens) {
        List<String> bare = new ArrayList<>();
        Deque<Boolean> calls = new ArrayDeque<>();
        for (String token : tokens) {
            if (token.equals("(")) {
                calls.push(!bare.isEmpty() && isCallable(bare.getLast()));
            }
            boolean isParenthesis = token.equals("(") || token.equals(")");
            if (!isParenthesis || Boolean.TRUE.equals(calls.peek())) {
                bare.add(token);
            }
            if (token.equals(")")) {
                calls.poll();
            }
        }
        return bare;
    }

    private static boolean isCallable(String token) {
        char first = token.charAt(0);
        return (Character.isLetter(first) || first == '"' || first == '_')
                && !KEYWORDS.contains(token.toLowerCase(Locale.ROOT));
    }

    /**
     * {@code ARRAY['b', 'a']} of plain values is {@code ARRAY['a', 'b']}: what is asked is whether one of them fits.
     */
    private static List<String> inOrder(List<String> tokens) {
        List<String> ordered = new ArrayList<>(tokens);
        for (int start = 0; start + 1 < ordered.size(); start++) {
            int end = ordered.subList(start, ordered.size()).indexOf("]") + start;
            if (ordered.get(start).equals("[") && end > start) {
                List<String> values = ordered.subList(start + 1, end);
                boolean isPlain = values.stream().allMatch(value -> value.equals(",") || value.startsWith("'"));
                if (isPlain) {
                    String sorted = String.join(
                            " , ",
                            values.stream()
                                    .filter(value -> !value.equals(","))
                                    .sorted()
                                    .toList());
                    values.clear();
                    values.add(sorted);
                }
            }
        }
        return ordered;
    }

    private static String unquoted(String token) {
        boolean isQuoted = token.length() > 2 && token.startsWith("'") && token.endsWith("'");
        return isQuoted ? token.substring(1, token.length() - 1) : token;
    }

    private static boolean isNumber(String token) {
        String digits = token.startsWith("-") ? token.substring(1) : token;
        return !digits.isEmpty()
                && Character.isDigit(digits.charAt(0))
                && digits.chars().allMatch(c -> Character.isDigit(c) || c == '.')
                && digits.indexOf('.') == digits.lastIndexOf('.');
    }

    private static String plain(String number) {
        BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
