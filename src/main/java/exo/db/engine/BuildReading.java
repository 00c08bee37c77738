package exo.db.engine;

/**
 * One look at an index build, as {@code pg_stat_progress_create_index} shows it.
 *
 * @param phase as the server words it
 * @param done of the phase's blocks or rows; 0 where the server counts nothing in it
 * @param total of the phase's blocks or rows; 0 where the server counts nothing in it
 */
record BuildReading(Method method, String phase, long done, long total) {
    /** How the index is built. */
    enum Method {
        PLAIN,
        CONCURRENT
    }

    /** Whether it waits for others, who may take any time. */
    boolean isWaiting() {
        return phase.startsWith("waiting for");
    }

    /** How much of the phase is over, from 0 to 1; 0 where nobody knows. */
    double share() {
        return total <= 0 ? 0 : Math.min(1.0, (double) done / total);
    }
}
