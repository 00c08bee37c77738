package exo.db.dsn;

/** Which of several servers is wanted; see {@code target_session_attrs} in libpq. */
public enum TargetSession implements Worded {
    ANY("any"),
    READ_WRITE("read-write"),
    READ_ONLY("read-only"),
    PRIMARY("primary"),
    STANDBY("standby"),
    PREFER_STANDBY("prefer-standby");

    private final String word;

    TargetSession(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
