package exo.db.schema;

/** Says that an unfinished index cannot be judged yet, because somebody is building one on its table. */
public final class RunningBuilds {
    /** The id of what is pending for that reason; it passes by itself. */
    public static final String ID = "index.being-built";

    private RunningBuilds() {}

    /** Whether an index of the table is being built; if so, that is left out for it. */
    static boolean areReported(DraftBuilder draft, QualifiedName table) {
        Probe.Answer builds = draft.ask(new Probe.RunningBuilds(table));
        if (builds.count() == 0) {
            return false;
        }
        draft.leaveOut(new Pending(
                ID,
                "an index of " + table + " is unfinished and may still be being built: "
                        + String.join("; ", builds.examples()),
                "nothing: the next run looks again; pg_terminate_backend(pid) stops the build"));
        return true;
    }
}
