package exo.db.dsn;

/** Whether the password exchange is tied to the TLS connection; see {@code channel_binding} in libpq. */
public enum ChannelBinding implements Worded {
    DISABLE("disable"),
    PREFER("prefer"),
    REQUIRE("require");

    private final String word;

    ChannelBinding(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
