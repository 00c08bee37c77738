package exo.db.schema;

/**
 * Something that was left out, so that the rest could go on.
 *
 * @param id a stable, dotted name for programs, such as {@code email.duplicate}
 * @param what the object and what stands in the way, offenders named
 * @param next what to do about it
 */
public record Pending(String id, String what, String next) {}
