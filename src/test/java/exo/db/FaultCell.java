package exo.db;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One cell of the matrix: what came of one kind of fault in one step, over all moments that were tried. */
record FaultCell(String step, String fault, List<Trial> trials) {
    static final String HEADING = String.format(
            "%-24s %-26s %6s %6s %9s %5s  %s",
            "step", "fault", "tried", "struck", "converged", "lost", "exits (times)");

    /** Whether every trial came out as it should. */
    boolean isGreen() {
        return trials.stream().allMatch(Trial::converged);
    }

    private long struck() {
        return trials.stream().filter(Trial::wasStruck).count();
    }

    private long converged() {
        return trials.stream().filter(Trial::converged).count();
    }

    private long lost() {
        return trials.stream().filter(trial -> !trial.lost().isEmpty()).count();
    }

    private Map<Integer, Long> exits() {
        return trials.stream()
                .flatMap(trial -> trial.exits().stream())
                .collect(Collectors.groupingBy(exit -> exit, TreeMap::new, Collectors.counting()));
    }

    /** A line for people. */
    String row() {
        String exits = exits().entrySet().stream()
                .map(exit -> exit.getKey() + " (" + exit.getValue() + ")")
                .collect(Collectors.joining(", "));
        return String.format(
                "%-24s %-26s %6d %6d %9d %5d  %s%s",
                step, fault, trials.size(), struck(), converged(), lost(), exits, isGreen() ? "" : "  RED");
    }

    /** The same for programs, with what was wrong. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("step", step);
        json.writeStringField("fault", fault);
        json.writeNumberField("tried", trials.size());
        json.writeNumberField("struck", struck());
        json.writeNumberField("converged", converged());
        json.writeNumberField("lost", lost());
        json.writeObjectFieldStart("exits");
        for (Map.Entry<Integer, Long> exit : exits().entrySet()) {
            json.writeNumberField(String.valueOf(exit.getKey()), exit.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("wrong");
        for (Trial trial : trials) {
            if (!trial.converged()) {
                json.writeString(trial.toString());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
