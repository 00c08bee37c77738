package exo.db.schema;

/** Names the rows that stand in the way of a change. */
final class Offenders {
    private Offenders() {}

    static String text(String claim, Probe.Answer answer) {
        String rows = answer.count() == 1 ? "1 row" : answer.count() + " rows";
        if (answer.examples().isEmpty()) {
            return claim + " in " + rows;
        }
        String listed = String.join(", ", answer.examples());
        String more = answer.count() > answer.examples().size() ? ", ..." : "";
        return claim + " in " + rows + ": " + listed + more;
    }
}
