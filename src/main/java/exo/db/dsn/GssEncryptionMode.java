package exo.db.dsn;

/** Whether GSSAPI encrypts the connection, which it never does here; see {@code gssencmode} in libpq. */
enum GssEncryptionMode implements Worded {
    DISABLE("disable"),
    PREFER("prefer"),
    REQUIRE("require");

    private final String word;

    GssEncryptionMode(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
