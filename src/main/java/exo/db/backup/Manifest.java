package exo.db.backup;

import exo.db.failure.ExoException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database held at the moment of a dump, as {@code backup-check manifest} wrote it down.
 *
 * @param takenAt by the database's clock
 * @param server which one, and where it stood
 * @param schema the schema that Exo's tables are in
 * @param catalogFingerprint of the declared objects as they were found
 * @param keys which keys the dump needs
 * @param tables every relation with rows, in every schema
 * @param dump the dump that was made of the same moment; null where none was made, or its file is not known
 */
public record Manifest(
        Instant takenAt,
        Server server,
        String schema,
        String catalogFingerprint,
        Keys keys,
        List<TableContents> tables,
        @Nullable Dump dump) {
    public Manifest {
        tables = List.copyOf(tables);
    }

    /**
     * Where it was taken.
     *
     * @param systemIdentifier tells clusters apart, whatever their addresses
     */
    public record Server(
            String systemIdentifier, String database, String version, String walPosition, String writtenBy) {}

    /** Which keys open the sealed values; empty texts where there was no keyring. */
    public record Keys(String rootFingerprint, String activeKid) {}

    /**
     * A dump.
     *
     * @param file its name, without directories
     * @param sha256 of the file; of a directory, of the lines that {@code sha256sum} prints of its files, by name
     */
    public record Dump(String file, long bytes, String sha256) {}

    /** The same with its dump. */
    Manifest of(@Nullable Dump made) {
        return new Manifest(takenAt, server, schema, catalogFingerprint, keys, tables, made);
    }

    /** Rows of all tables. */
    public long rows() {
        return tables.stream().mapToLong(table -> table.contents().rows()).sum();
    }

    /**
     * Reads one.
     *
     * @throws ExoException when the file is not there or is no manifest
     */
    public static Manifest read(Path file) {
        try {
            return ManifestJson.read(file);
        } catch (IOException | IllegalArgumentException e) {
            throw new ManifestUnusable(file, e);
        }
    }
}
