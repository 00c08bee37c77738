package exo.db.schema;

/**
 * A reason why a plan cannot be carried out here.
 *
 * @param id a stable, dotted name for programs, such as {@code privilege.owner}
 * @param what the object and what is lacking
 * @param next the statement that cures it, and who can run it
 */
public record Refusal(String id, String what, String next) {}
