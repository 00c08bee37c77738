package exo.db;

import exo.db.failure.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Makes the pages under {@code man}: one for each command, from the command model, the schema of its JSON and what a
 * person wrote about it in {@code src/main/man}, and those that a person wrote as a whole; and the texts of help that
 * the launcher prints. Two runs make the same bytes.
 */
final class ManualPages {
    static final Path WRITTEN = Path.of("src/main/man");
    static final Path MADE = Path.of("man");
    private static final Path HELP = Path.of("src/main/help");

    private static final Pattern REGION =
            Pattern.compile("// tag::picocli-generated-man-section-([a-z-]+)\\[\\]\n(.*?)// end::", Pattern.DOTALL);
    private static final String FIRST_HEADING = "\n== ";

    private ManualPages() {}

    /** Writes what {@link #all} makes, and takes away the pages of commands that are gone. */
    public static void main(String[] arguments) throws IOException {
        SortedMap<String, String> pages = all();
        for (String gone : made()) {
            if (!pages.containsKey(gone)) {
                Files.delete(MADE.resolve(gone));
            }
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(MADE.resolve(page.getKey()), page.getValue());
        }
        for (CommandLine line : DocumentedCommands.all().toList()) {
            Files.writeString(help(DocumentedCommands.nameOf(line)), line.getUsageMessage());
        }
    }

    /** Where the launcher finds the help of a command, by the words that a person types. */
    static Path help(String command) {
        return HELP.resolve(command.replace(' ', '_') + ".txt");
    }

    /** Every page that is made, by the name of its file. */
    static SortedMap<String, String> all() {
        SortedMap<String, String> pages = new TreeMap<>();
        try (Asciidoctor asciidoctor = Asciidoctor.Factory.create()) {
            sources().forEach((name, source) -> pages.put(name, roff(asciidoctor, source)));
        }
        return pages;
    }

    /** What the pages are made of, in AsciiDoc, by the names of their files. */
    static SortedMap<String, String> sources() {
        SortedMap<String, String> sources = new TreeMap<>();
        DocumentedCommands.all()
                .forEach(line -> sources.put(DocumentedCommands.pageOf(line) + ".1", source(line.getCommandSpec())));
        for (String whole : List.of("exo-db-runbook.7")) {
            sources.put(whole, content(WRITTEN.resolve(whole + ".adoc")));
        }
        return sources;
    }

    /** The pages in the repository that a run of this made. */
    static List<String> made() {
        try (Stream<Path> files = Files.list(MADE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("exo-db-cli") || name.startsWith("exo-db-runbook"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String roff(Asciidoctor asciidoctor, String source) {
        Options options = Options.builder()
                .backend("manpage")
                .standalone(true)
                .safe(SafeMode.SAFE)
                // No date, and no version of what made it.
                .attributes(Attributes.builder().attribute("reproducible").build())
                .build();
        return asciidoctor.convert(source, options) + "\n";
    }

    private static String source(CommandSpec spec) {
        Map<String, String> regions = regions(spec);
        HelpText help = HelpText.of(spec);
        String page = spec.qualifiedName("-");
        Path file = WRITTEN.resolve(page + ".adoc");
        String written = Files.exists(file) ? content(file) : String.join("\n\n", help.prose()) + "\n";
        int heading = written.indexOf(FIRST_HEADING);
        List<String> sections = new ArrayList<>();
        sections.add(header(page) + regions.get("name") + "\n" + regions.get("synopsis"));
        sections.add(regions.get("description") + "\n" + (heading < 0 ? written : written.substring(0, heading)));
        sections.add(options(spec, regions));
        sections.add(spec.parent() == null ? commands() : regions.getOrDefault("commands", ""));
        sections.add(exitStatus(spec, help));
        sections.add(examples(help));
        sections.add(json(spec));
        sections.add(heading < 0 ? "" : written.substring(heading + 1));
        sections.add(seeAlso(spec));
        return sections.stream().filter(section -> !section.isBlank()).collect(Collectors.joining("\n"));
    }

    private static String header(String page) {
        return "= " + page + "(1)\n:doctype: manpage\n:manmanual: Exo\n:mansource: exo-db-cli\n\n";
    }

    /** picocli's sections of the page by their names; without the options that every command takes. */
    private static Map<String, String> regions(CommandSpec spec) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (spec.parent() != null && isCommon(spec, option)) {
                spec.remove(option);
            }
        }
        StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            ManPageGenerator.writeSingleManPage(writer, spec);
        }
        return REGION.matcher(text.toString())
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    /** Whether every command takes it. */
    static boolean isCommon(CommandSpec spec, OptionSpec option) {
        return spec.root().findOption(option.longestName()) != null;
    }

    private static String options(CommandSpec spec, Map<String, String> regions) {
        String own = regions.getOrDefault("options", "") + "\n" + regions.getOrDefault("arguments", "");
        if (spec.parent() == null) {
            return own;
        }
        String common = "The options of every command are in *exo-db-cli*(1).\n";
        return own.isBlank() ? "== Options\n\n" + common : own + "\n" + common;
    }

    /** Every command with what it does, at whatever depth. */
    private static String commands() {
        StringJoiner list = new StringJoiner("\n", "== Commands\n\n", "\n");
        DocumentedCommands.all()
                .skip(1)
                .forEach(line -> list.add(item(
                        DocumentedCommands.nameOf(line),
                        line.getCommandSpec().usageMessage().description()[0])));
        return list + "\nEach has a page of its own, as *exo-db-cli-retention-set*(1).\n";
    }

    private static String exitStatus(CommandSpec spec, HelpText help) {
        StringJoiner list = new StringJoiner("\n", "== Exit status\n\n", "\n");
        if (spec.parent() == null) {
            for (ExitStatus status : ExitStatus.values()) {
                list.add(item(Integer.toString(status.code()), status.meaning()));
            }
            return list + "\nThe codes are never renumbered. Retryable means that the same command may succeed later"
                    + " without anybody having done anything.\n";
        }
        help.exits().forEach((code, meaning) -> list.add(item(Integer.toString(code), meaning)));
        return list + "\nAnd those of every command, *exo-db-cli*(1): 1 2 130 143.\n";
    }

    private static String examples(HelpText help) {
        return help.examples().isEmpty()
                ? ""
                : "== Examples\n\n----\n" + String.join("\n", help.examples()) + "\n----\n";
    }

    private static String json(CommandSpec spec) {
        Path schema = schemaOf(spec);
        if (!Files.exists(schema)) {
            return "";
        }
        StringJoiner list = new StringJoiner(
                "\n",
                "== JSON\n\n" + (spec.parent() == null ? "Of a failure:" : "With *--output json*:") + "\n\n",
                "\n");
        JsonKeys.of(content(schema)).forEach((key, told) -> list.add(item(key, told)));
        return list.toString();
    }

    /** Where the schema of a command's JSON is, if it has one of its own. */
    static Path schemaOf(CommandSpec spec) {
        String words = spec.qualifiedName("-").replaceFirst("^exo-db-cli-", "");
        return Path.of("src/main/resources/exo/db/json-schema", (spec.parent() == null ? "error" : words) + ".json");
    }

    private static String seeAlso(CommandSpec spec) {
        String above =
                spec.parent() == null ? "exo-db-envelope(7)" : spec.parent().qualifiedName("-") + "(1)";
        return "== See also\n\n*" + above.replace("(", "*(") + ", *exo-db-runbook*(7)\n";
    }

    /** A term and what it means, both as they are: no character of theirs is markup. */
    private static String item(String term, String meaning) {
        return "*pass:c[" + term.replace("]", "\\]") + "]*::\npass:c[" + meaning.replace("]", "\\]") + "]";
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
