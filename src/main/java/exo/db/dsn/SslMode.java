package exo.db.dsn;

/** How far TLS is wanted, in ascending order of safety; see {@code sslmode} in libpq. */
public enum SslMode implements Worded {
    DISABLE("disable"),
    ALLOW("allow"),
    PREFER("prefer"),
    REQUIRE("require"),
    VERIFY_CA("verify-ca"),
    VERIFY_FULL("verify-full");

    private final String word;

    SslMode(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    /** Whether the server's certificate must be verified. */
    public boolean needsRootCertificate() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }
}
