package exo.db;

import exo.db.failure.ExitStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What the foot of a command's help says, taken apart: paragraphs, then how it may end, then examples.
 *
 * @param prose paragraphs
 * @param exits its own exit codes with what each means
 * @param examples lines to type
 */
record HelpText(List<String> prose, SortedMap<Integer, String> exits, List<String> examples) {
    private static final String EXITS = "Exit codes: ";
    private static final String EXAMPLES = "Examples:";
    private static final Pattern NEXT_CODE = Pattern.compile("; (?=\\d+ )");
    private static final Pattern EXIT = Pattern.compile("((?:\\d+ )+)(.+)");

    /** What a help says in a word or two, where the code means what it means for every command. */
    private static final Set<String> IN_SHORT = Set.of("try again", "the login", "the key", "the schema", "refused");

    static HelpText of(CommandSpec spec) {
        List<String> prose = new ArrayList<>();
        SortedMap<Integer, String> exits = new TreeMap<>();
        List<String> examples = new ArrayList<>();
        for (List<String> block : blocks(spec)) {
            String text = String.join(" ", block).strip();
            if (text.startsWith(EXITS)) {
                exits.putAll(exits(text.substring(EXITS.length())));
            } else if (block.getFirst().equals(EXAMPLES)) {
                block.stream().skip(1).map(String::strip).forEach(examples::add);
            } else {
                prose.add(text);
            }
        }
        return new HelpText(List.copyOf(prose), Collections.unmodifiableSortedMap(exits), List.copyOf(examples));
    }

    /** The help's own texts below the options, and above them all but the first line, at the empty lines. */
    private static List<List<String>> blocks(CommandSpec spec) {
        Stream<String> above = Arrays.stream(spec.usageMessage().description()).skip(1);
        Stream<String> below = Arrays.stream(spec.usageMessage().footer());
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : Stream.of(above, Stream.of(""), below, Stream.of(""))
                .flatMap(lines -> lines)
                .toList()) {
            if (!line.isEmpty()) {
                block.add(line.replace("%%", "%"));
            } else if (!block.isEmpty()) {
                blocks.add(List.copyOf(block));
                block.clear();
            }
        }
        return blocks;
    }

    private static Map<Integer, String> exits(String text) {
        Map<Integer, String> exits = new LinkedHashMap<>();
        for (String item : NEXT_CODE.split(text.replaceAll("\\.$", ""), -1)) {
            Matcher parts = EXIT.matcher(item);
            if (!parts.matches()) {
                throw new IllegalStateException("no exit code: " + item);
            }
            for (String code : parts.group(1).strip().split(" ", -1)) {
                exits.put(Integer.valueOf(code), meaning(Integer.parseInt(code), parts.group(2)));
            }
        }
        return exits;
    }

    private static String meaning(int code, String told) {
        if (!IN_SHORT.contains(told)) {
            return told;
        }
        return Stream.of(ExitStatus.values())
                .filter(status -> status.code() == code)
                .findFirst()
                .orElseThrow()
                .meaning();
    }
}
