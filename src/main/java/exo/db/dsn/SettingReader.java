package exo.db.dsn;

import exo.db.failure.ExoException.Detail;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Turns the effective values into typed ones and keeps every finding, so that all are told at once. */
final class SettingReader {
    private final Map<Keyword, Parameter> parameters;
    private final List<Detail> findings = new ArrayList<>();

    SettingReader(Map<Keyword, Parameter> parameters) {
        this.parameters = parameters;
    }

    /** A word with its source. */
    Optional<Parameter> parameter(Keyword keyword) {
        return Optional.ofNullable(parameters.get(keyword));
    }

    /** The value of a word, present even when it is empty. */
    Optional<String> text(Keyword keyword) {
        return parameter(keyword).map(Parameter::value);
    }

    /** The file that a word names. */
    Optional<Path> path(Keyword keyword) {
        try {
            return nonEmpty(keyword).map(Path::of);
        } catch (InvalidPathException unspeakable) {
            invalid(keyword, "is a name that this system's locale cannot express", "set LC_ALL=C.UTF-8");
            return Optional.empty();
        }
    }

    /** The value of a word for which an empty value says nothing. */
    Optional<String> nonEmpty(Keyword keyword) {
        return text(keyword).filter(value -> !value.isEmpty());
    }

    /** The choice that a word makes, or the fallback when it is not there; an empty value is refused. */
    <E extends Enum<E> & Worded> E choice(Keyword keyword, E[] choices, E fallback) {
        refuseOtherThan(keyword, choices);
        Optional<String> word = text(keyword);
        return Arrays.stream(choices)
                .filter(choice -> word.filter(choice.word()::equals).isPresent())
                .findFirst()
                .orElse(fallback);
    }

    /** Refuses a value, also an empty one, that is none of the choices. */
    void refuseOtherThan(Keyword keyword, Worded[] choices) {
        Optional<String> word = text(keyword);
        if (word.isPresent()
                && Arrays.stream(choices).noneMatch(choice -> word.get().equals(choice.word()))) {
            String words = Arrays.stream(choices).map(Worded::word).collect(Collectors.joining(", "));
            invalid(keyword, "is none of " + words, "set it to one of these words");
        }
    }

    /** The whole number that a word says, when it is there and is one. */
    OptionalInt integer(Keyword keyword) {
        Optional<String> value = text(keyword);
        OptionalInt number = value.map(WholeNumber::parse).orElseGet(OptionalInt::empty);
        if (value.isPresent() && number.isEmpty()) {
            invalid(keyword, "is not a whole number", "write digits only, without a unit");
        }
        return number;
    }

    /** Keeps the finding that libpq would refuse a value; none of the texts may hold the value. */
    void invalid(Keyword keyword, String claim, String cure) {
        findings.add(new Detail(
                UnusableConnectionSettings.INVALID, named(keyword) + " " + claim, named(keyword) + ": " + cure));
    }

    /** Keeps the finding that this tool cannot do what libpq would. */
    void unsupported(Keyword keyword, String claim, String cure) {
        findings.add(new Detail(
                UnusableConnectionSettings.UNSUPPORTED, named(keyword) + " " + claim, named(keyword) + ": " + cure));
    }

    /** Keeps the finding that a connection would fail although the settings are well formed. */
    void hopeless(Keyword keyword, String claim, String cure) {
        findings.add(new Detail(
                UnusableConnectionSettings.HOPELESS, named(keyword) + " " + claim, named(keyword) + ": " + cure));
    }

    /** All findings, in the order in which they were made. */
    List<Detail> findings() {
        return List.copyOf(findings);
    }

    private String named(Keyword keyword) {
        Parameter parameter = parameters.get(keyword);
        return parameter == null
                ? keyword.word()
                : keyword.word() + " (" + parameter.source().shown() + ")";
    }
}
