package exo.db.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** The names of indexes that no declaration gives: always the same for the same index, and never cut by the server. */
final class IndexNames {
    /** PostgreSQL cuts identifiers after 63 bytes (NAMEDATALEN - 1). */
    private static final int LONGEST = 63;

    /** Hex digits that keep two long names apart once they are shortened. */
    private static final int HASH = 8;

    private IndexNames() {}

    /** Where the replacement of a changed index is built. */
    static String replacement(String index) {
        return fit(index, "_exo_new");
    }

    /** Where an index is built whose own name something else bears. */
    static String beside(String index) {
        return fit(index, "_exo");
    }

    /** What an index of a plain table is called once the table is a partition and its name the parent's. */
    static String legacy(String index) {
        return fit(index, "_legacy");
    }

    /** What a partition contributes to the index; another one where the partition has an index of that name. */
    static String leaf(String leaf, Index index, Collection<String> taken) {
        String hash = hash(index.definition() + index.uniqueness());
        String name = fit(leaf, "_" + hash + "_idx");
        for (int number = 2; taken.contains(name); number++) {
            name = fit(leaf, "_" + hash + "_idx" + number);
        }
        return name;
    }

    private static String fit(String stem, String ending) {
        String whole = stem + ending;
        if (whole.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return whole;
        }
        String rest = "_" + hash(stem) + ending;
        StringBuilder kept = new StringBuilder(stem);
        while (kept.toString().getBytes(StandardCharsets.UTF_8).length + rest.length() > LONGEST) {
            kept.setLength(kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept + rest;
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
