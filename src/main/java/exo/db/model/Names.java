package exo.db.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of indexes and constraints, by the same rule as GORM's. */
final class Names {
    /** PostgreSQL cuts identifiers after 63 bytes (NAMEDATALEN - 1). */
    private static final int LONGEST = 63;

    /** What GORM keeps of a longer name, before the first eight hex digits of the whole name's SHA-1. */
    private static final int KEPT = 55;

    private Names() {}

    static String of(String prefix, String table, String rest) {
        String whole = prefix + "_" + table + "_" + rest;
        return whole.length() <= LONGEST ? whole : whole.substring(0, KEPT) + shortHash(whole);
    }

    private static String shortHash(String whole) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(whole.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, (LONGEST - KEPT) / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
