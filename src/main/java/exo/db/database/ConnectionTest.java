package exo.db.database;

import exo.db.dsn.TargetSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every server of a connection string answered, in the order in which they are tried.
 *
 * @param wanted which one was asked for
 * @param failure what a command that connects would end with; null when it would find a server to use
 */
public record ConnectionTest(
        List<ServerAnswer> answers,
        TargetSession wanted,
        @Nullable ConnectionFailed failure) {
    public ConnectionTest {
        answers = List.copyOf(answers);
    }

    /**
     * Ends as a command that connects would end.
     *
     * @throws ConnectionFailed when there is no server to use
     */
    public void refuseWhatCannotBeUsed() {
        if (failure != null) {
            throw failure;
        }
    }
}
