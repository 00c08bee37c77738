package exo.db.backup.dump;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something to execute. Of an archive's entry it may be several statements; of a plain script it is one, without the
 * semicolon.
 *
 * @param entry where it stands in the table of contents; null in a plain script
 */
public record DumpStatement(String sql, @Nullable TocEntry entry) {
    /** Where it stands in an archive's table of contents. */
    public Optional<TocEntry> tocEntry() {
        return Optional.ofNullable(entry);
    }
}
