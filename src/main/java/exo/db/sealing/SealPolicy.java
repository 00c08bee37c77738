package exo.db.sealing;

/** What is to be sealed. */
public record SealPolicy(Columns columns, Unsealed unsealed) {
    /** By hand: every column, whatever its age. */
    public static final SealPolicy BY_HAND = new SealPolicy(Columns.ALL, Unsealed.REPORT);

    /** By the daemon: what an older image no longer has to read, and what was not finished last time. */
    public static final SealPolicy BY_SCHEDULE = new SealPolicy(Columns.DUE, Unsealed.REPORT);

    /** Which columns. */
    public enum Columns {
        ALL,
        /** Not those whose release has yet to settle, nor those that were finished under the same key. */
        DUE
    }

    /** What becomes of plaintext in a column in which it is damage. */
    public enum Unsealed {
        /** It stays: nobody knows who put it there. */
        REPORT,
        /** It is sealed: somebody vouches for it. */
        ACCEPT
    }
}
