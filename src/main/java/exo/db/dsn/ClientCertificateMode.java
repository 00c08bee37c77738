package exo.db.dsn;

/** Whether a client certificate is sent; see {@code sslcertmode} in libpq. */
public enum ClientCertificateMode implements Worded {
    DISABLE("disable"),
    ALLOW("allow"),
    REQUIRE("require");

    private final String word;

    ClientCertificateMode(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
