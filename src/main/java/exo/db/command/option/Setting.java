package exo.db.command.option;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be set beside the command line too: by a variable, and in the configuration file.
 *
 * <p>What gives consent, names a hazard or belongs to one call (--yes, --allow, --dry-run, --days and the like) is
 * never one of them: it is to be said each time.
 */
public enum Setting {
    DATABASE_DSN("database-dsn", "EXO_DATABASE_DSN", "none"),
    DATABASE_DSN_FILE("database-dsn-file", "EXO_DATABASE_DSN_FILE", "none"),
    ENCRYPTION_KEY_FILE("encryption-key-file", "EXO_ENCRYPTION_KEY_FILE", "none"),
    CAST_STORAGE_DIR("cast-storage-dir", "EXO_CAST_STORAGE_DIR", "/var/lib/exo/casts"),
    SCHEMA("schema", "the connection's current one"),
    OUTPUT("output", "table"),
    WAIT("wait", "60s for migrate, else 0s"),
    LOCK_WAIT("lock-wait", "10m"),
    LOG_FORMAT("log-format", "text"),
    LOG_LEVEL("log-level", "EXO_DB_CLI_LOG", "info for the daemon, else off"),
    MIGRATE_STRICT("migrate.strict", "false"),
    MIGRATE_REWRITE_LIMIT("migrate.rewrite-limit", "8MiB"),
    RETENTION_ENFORCE_MAX_RATE("retention.enforce.max-rate", "16MiB"),
    RETENTION_ENFORCE_MAX_LAG("retention.enforce.max-lag", "10s"),
    RETENTION_ENFORCE_MAX_RUNTIME("retention.enforce.max-runtime", "none"),
    SERVE_MAINTENANCE_AT("serve-maintenance.at", "00:10"),
    SERVE_MAINTENANCE_LISTEN("serve-maintenance.listen", "127.0.0.1:9188");

    /** What the variables of this tool begin with; the backend's share the rest of {@code EXO_}. */
    static final String PREFIX = "EXO_DB_CLI_";

    private final String key;
    private final String variable;
    private final String usual;
    private final boolean isOption;

    Setting(String key, String variable, String usual) {
        this.key = key;
        this.variable = variable;
        this.usual = usual;
        this.isOption = false;
    }

    Setting(String key, String usual) {
        this.key = key;
        this.variable = PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        this.usual = usual;
        this.isOption = true;
    }

    /** As it is called in the file: the commands and the option, with dots between. */
    public String key() {
        return key;
    }

    /** The variable that sets it. */
    public String variable() {
        return variable;
    }

    /** What holds where nothing is said, in words. */
    public String usual() {
        return usual;
    }

    /** Whether its value may hold a password. */
    public boolean isSecret() {
        return this == DATABASE_DSN;
    }

    /** Whether an option sets it; else only the variable and the file do. */
    public boolean isOption() {
        return isOption;
    }

    /**
     * The setting that completes an option.
     *
     * @param command the words of the command that has the option, empty for one that all commands take
     * @param option with its hyphens
     */
    static Optional<Setting> of(String command, String option) {
        String words = command.replace(' ', '.');
        String key = (words.isEmpty() ? "" : words + ".") + option.substring("--".length());
        return Arrays.stream(values())
                .filter(setting -> setting.isOption && setting.key.equals(key))
                .findFirst();
    }
}
