package exo.db.dsn;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A connection string that can be read but not connected with: values that libpq would refuse ({@code dsn.invalid}),
 * wishes that this tool cannot honour and so does not drop ({@code dsn.unsupported}), and settings with which libpq
 * would fail when it connects ({@code dsn.hopeless}).
 *
 * <p>Tells all findings at once and repeats no value.
 */
public final class UnusableConnectionSettings extends ExoException {
    private static final long serialVersionUID = 1L;
    static final String INVALID = "dsn.invalid";
    static final String UNSUPPORTED = "dsn.unsupported";
    static final String HOPELESS = "dsn.hopeless";

    private final transient List<Detail> findings;

    /** Takes at least one finding; the failure's id is that of the gravest. */
    UnusableConnectionSettings(List<Detail> findings) {
        super(
                ExitStatus.USAGE,
                id(findings),
                "the connection settings cannot be used",
                findings.stream().map(Detail::what).collect(Collectors.joining("; ")),
                findings.stream().map(Detail::next).distinct().collect(Collectors.joining("; ")),
                null);
        this.findings = List.copyOf(findings);
    }

    @Override
    public List<Detail> details() {
        return findings;
    }

    private static String id(List<Detail> findings) {
        return Stream.of(INVALID, UNSUPPORTED)
                .filter(id -> findings.stream().anyMatch(finding -> finding.id().equals(id)))
                .findFirst()
                .orElse(HOPELESS);
    }
}
