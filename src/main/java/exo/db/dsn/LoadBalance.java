package exo.db.dsn;

/** In which order several servers are tried; see {@code load_balance_hosts} in libpq. */
public enum LoadBalance implements Worded {
    /** In the order in which they are given. */
    DISABLE("disable"),
    RANDOM("random");

    private final String word;

    LoadBalance(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
