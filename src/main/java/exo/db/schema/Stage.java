package exo.db.schema;

/** The steps of a boot in their documented order, after the tool's own tables, which come first of all. */
public enum Stage {
    OWN_TABLES(0, "own-tables", "this tool's tables"),
    PARTITION_PARENTS(1, "partition-parents", "partition parents"),
    ENCRYPTED_COLUMNS(2, "encrypted-columns", "encrypted columns"),
    AUTO_MIGRATE(3, "auto-migrate", "tables, columns, indexes"),
    CONSTRAINTS(4, "constraints", "constraints"),
    KEYRING(5, "keyring", "encryption keyring"),
    PARTITIONS(6, "partitions", "monthly partitions");

    private final int number;
    private final String id;
    private final String title;

    Stage(int number, String id, String title) {
        this.number = number;
        this.id = id;
        this.title = title;
    }

    /** The number in the documentation; 0 for what comes before the first. */
    public int number() {
        return number;
    }

    /** The name for programs. */
    public String id() {
        return id;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
