/**
 * The asciicast files of recorded sessions: what there is, whether it is whole, and removing one.
 *
 * <p>Rule of thumb: a path from the database is a claim; nothing is opened or removed before
 * {@link exo.db.recording.RecordingDirectory} has found that it stays inside the directory.
 */
@NullMarked
package exo.db.recording;

import org.jspecify.annotations.NullMarked;
