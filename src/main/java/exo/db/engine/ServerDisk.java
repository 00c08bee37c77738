package exo.db.engine;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.schema.DiskDemand;
import exo.db.schema.QualifiedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How much room changes need on the server's disk, and how much there is.
 *
 * <p>PostgreSQL cannot be asked for the second over SQL. It is known where the server runs on this machine under a user
 * whose files we may read, as the embedded one does; elsewhere the operator has to compare.
 *
 * @param needed bytes at most: a copy of what is rewritten, and for an index as much as its table holds
 * @param free bytes, where they are known
 */
public record ServerDisk(long needed, OptionalLong free) {
    private static final String SIZES = """
            select
                (select coalesce(sum(pg_total_relation_size(p.relid)), 0)::bigint
                    from unnest(?::text[]) n cross join lateral (%1$s) p) as copied,
                (select coalesce(sum(pg_relation_size(p.relid)), 0)::bigint
                    from unnest(?::text[]) n cross join lateral (%1$s) p) as indexed,
                (select setting from pg_settings where name = 'data_directory') as directory,
                current_setting('port') as port,
                coalesce(inet_server_addr() = inet_client_addr(), true) as is_local""".formatted(RelationTree.of("n"));

    /** The line of {@code postmaster.pid} that holds the port. */
    private static final int PORT_LINE = 3;

    /** Looks, in one statement and at one file. */
    public static ServerDisk read(Session session, DiskDemand demand) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(SIZES)) {
            statement.setArray(1, names(session, demand.copied()));
            statement.setArray(2, names(session, demand.indexed()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OptionalLong free = row.getBoolean(5) ? free(row.getString(3), row.getString(4)) : OptionalLong.empty();
                return new ServerDisk(row.getLong(1) + row.getLong(2), free);
            }
        } catch (SQLException e) {
            throw ServerFailures.of(e, "ask how large the tables are");
        }
    }

    private static Array names(Session session, List<QualifiedName> tables) throws SQLException {
        Object[] names = tables.stream()
                .map(table -> session.sql().render(ChangeSql.name(table)))
                .toArray();
        return session.jdbc().createArrayOf("text", names);
    }

    /** The directory is null for a role that may not know; a forwarded port may lead to a server elsewhere. */
    private static OptionalLong free(@Nullable String directory, String port) {
        if (directory == null) {
            return OptionalLong.empty();
        }
        Path data = Path.of(directory);
        try {
            List<String> postmaster = Files.readAllLines(data.resolve("postmaster.pid"));
            boolean same =
                    postmaster.size() > PORT_LINE && postmaster.get(PORT_LINE).equals(port);
            return same ? OptionalLong.of(Files.getFileStore(data).getUsableSpace()) : OptionalLong.empty();
        } catch (IOException e) {
            // Not this machine's, or not ours to read.
            return OptionalLong.empty();
        }
    }
}
