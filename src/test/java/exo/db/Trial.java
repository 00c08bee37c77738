package exo.db;

import java.util.List;

/**
 * What came of one fault.
 *
 * @param what the fault
 * @param where the statement, or nothing where the run had ended before
 * @param exits the exit codes of the runs that met with it
 * @param lost what the database lacked afterwards, or after the next run
 * @param wrong what else is not as it should be
 */
record Trial(String what, String where, List<Integer> exits, List<String> lost, List<String> wrong) {
    boolean wasStruck() {
        return !where.isEmpty();
    }

    boolean converged() {
        return lost.isEmpty() && wrong.isEmpty();
    }

    @Override
    public String toString() {
        return what + " at " + (where.isEmpty() ? "nothing" : where) + ", exit " + exits + ": "
                + String.join("; ", wrong) + (lost.isEmpty() ? "" : " LOST " + lost);
    }
}
