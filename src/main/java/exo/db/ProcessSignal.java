package exo.db;

/** The signals that something other than the usual is done about, by the names that the platform knows them by. */
enum ProcessSignal {
    TERM,
    INT,
    HUP
}
