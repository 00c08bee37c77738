package exo.db.maintenance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings that the database keeps, with the ranges that the check constraints of their columns allow. */
public enum SettingName {
    DEFAULT_RETENTION_DAYS(1, 3650, Lowering.LETS_ROWS_GO),
    AUDIT_FLOOR_DAYS(0, 3650, Lowering.LETS_ROWS_GO),
    PREMAKE_MONTHS(1, 36, Lowering.HARMLESS),
    DROP_GRACE_DAYS(0, 90, Lowering.LETS_ROWS_GO),
    SEAL_AFTER_DAYS(0, 365, Lowering.HARMLESS);

    private final long least;
    private final long most;
    private final Lowering lowering;

    SettingName(long least, long most, Lowering lowering) {
        this.least = least;
        this.most = most;
        this.lowering = lowering;
    }

    /** What a smaller value leads to. */
    private enum Lowering {
        HARMLESS,
        LETS_ROWS_GO
    }

    /** The name of the column, and what the operator types. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The smallest value allowed. */
    public long least() {
        return least;
    }

    /** The largest value allowed. */
    public long most() {
        return most;
    }

    /** Whether the value is in range. */
    public boolean allows(long value) {
        return value >= least && value <= most;
    }

    /** Whether rows that would have stayed may be deleted, for good, once the value is smaller. */
    public boolean losesRowsWhenLowered() {
        return lowering == Lowering.LETS_ROWS_GO;
    }

    /** The setting of that name. */
    public static Optional<SettingName> of(String word) {
        return Arrays.stream(values())
                .filter(setting -> setting.word().equals(word))
                .findFirst();
    }

    /** All names, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(SettingName::word).toList();
    }
}
