package exo.db.retention;

import java.util.Optional;

/** Removes the recording of a session that is about to go. */
@FunctionalInterface
public interface RecordingRemover {
    /**
     * Removes a recording; one that is gone already counts as removed.
     *
     * @param castPath relative to the recordings directory, as the session's row says
     * @return why it is still there; empty when it is gone
     */
    Optional<String> remove(String castPath);
}
