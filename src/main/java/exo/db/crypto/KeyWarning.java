package exo.db.crypto;

/**
 * Something about the root key that works, and that its owner should change.
 *
 * @param id a stable, dotted name for programs
 */
public record KeyWarning(String id, String what, String next) {}
