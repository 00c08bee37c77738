package exo.db.dsn;

/**
 * Something about a connection string that the operator should know although the connection can be made.
 *
 * @param id a stable, dotted name for programs
 */
public record ConnectionNote(String id, String text) {
    static ConnectionNote noEffect(String word, String reason) {
        return new ConnectionNote("dsn.no_effect", word + " has no effect: " + reason);
    }
}
