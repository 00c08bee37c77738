package exo.db.backup;

/** What a check of a backup asks; the names are a contract with monitoring and never change their meaning. */
public enum BackupLevel {
    /** Is the root key there, from one source, and well-formed? */
    K1("root key"),
    /** Does it open this keyring? */
    K2("keyring"),
    /** Does the copy that was put away open it too, and when was that last proved? */
    K3("key in escrow"),
    /** Do the values of every encrypted column open? */
    D1("sealed values"),
    /** Which dump is it, and how old? */
    A1("dump"),
    /** Can every block of it be read? */
    A2("dump's contents"),
    /** Does it hold no secret that should not be in it? */
    A3("secrets in the dump"),
    /** Do the sealed values in it open with the key at hand? */
    A4("sealed values in the dump"),
    /** Can it be restored? */
    R1("restore"),
    /** Is what was restored what was dumped? */
    R2("restored database"),
    /** Does the server keep what a restore needs? */
    S1("server"),
    /** Does it agree with the manifest of its time? */
    M("manifest");

    private final String title;

    BackupLevel(String title) {
        this.title = title;
    }

    /** What is looked at, in a word or two. */
    public String title() {
        return title;
    }

    /** Whether what fails here is the key's fault. */
    boolean isOfTheKey() {
        return this == K1 || this == K2;
    }
}
