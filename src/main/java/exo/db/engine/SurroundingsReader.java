package exo.db.engine;

import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.QualifiedName;
import exo.db.schema.Surroundings;
import exo.db.schema.Surroundings.Grants;
import exo.db.schema.Surroundings.OwnedSequence;
import exo.db.schema.Surroundings.Right;
import exo.db.schema.Surroundings.Undeclared;
import exo.db.schema.Table;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what lies around the declared tables and what the current role may do, in one statement. */
public final class SurroundingsReader {
    private String role = "";
    private Surroundings.Server server = Surroundings.Server.WRITABLE;
    private @Nullable Grants schema;
    private @Nullable Grants database;
    private @Nullable Grants trash;
    private final Map<QualifiedName, Grants> tables = new HashMap<>();
    private final List<Undeclared> undeclared = new ArrayList<>();
    private long undeclaredCount;
    private final Map<String, List<String>> elsewhere = new HashMap<>();
    private final List<OwnedSequence> sequences = new ArrayList<>();

    private SurroundingsReader() {}

    /** What the server says now. */
    public static Surroundings read(Session session, DeclaredSchema declared) {
        try (PreparedStatement statement = session.jdbc().prepareStatement(SurroundingsQueries.SURROUNDINGS)) {
            Array names = session.jdbc()
                    .createArrayOf(
                            "text", declared.tables().stream().map(Table::name).toArray());
            statement.setString(1, session.schema());
            statement.setArray(2, names);
            statement.setInt(3, SurroundingsQueries.MOST_NAMED);
            statement.setArray(4, names);
            statement.setArray(
                    5,
                    session.jdbc()
                            .createArrayOf(
                                    "text", session.server().otherSchemas().toArray()));
            SurroundingsReader reader = new SurroundingsReader();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.add(rows);
                }
            }
            return reader.surroundings();
        } catch (SQLException e) {
            throw ServerFailures.of(e, "read what this role may do");
        }
    }

    private void add(ResultSet row) throws SQLException {
        String place = row.getString(2);
        String name = row.getString(3);
        String owner = row.getString(4);
        String detail = row.getString(5);
        switch (row.getString(1)) {
            case "server" -> {
                role = name;
                server = Surroundings.Server.valueOf(detail);
            }
            case "database" -> database = new Grants(name, owner, rights(detail));
            case "schema" -> schema = new Grants(name, owner, rights(detail));
            case "trash" -> trash = new Grants(name, owner, rights(detail));
            case "table" -> tables.put(new QualifiedName(place, name), new Grants(name, owner, rights(detail)));
            case "undeclared" -> undeclared.add(new Undeclared(name, kind(detail)));
            case "count" -> undeclaredCount = row.getLong(6);
            case "elsewhere" ->
                elsewhere.computeIfAbsent(place, first -> new ArrayList<>()).add(name);
            case "sequence" -> sequences.add(new OwnedSequence(name, owner, place));
            default -> throw new IllegalStateException("the query has no rows of kind " + row.getString(1));
        }
    }

    private Surroundings surroundings() {
        Grants ownDatabase = database;
        if (ownDatabase == null) {
            throw new IllegalStateException("a session is in a database");
        }
        return new Surroundings(
                role,
                server,
                Optional.ofNullable(schema),
                ownDatabase,
                Optional.ofNullable(trash),
                tables,
                undeclared,
                undeclaredCount,
                elsewhere,
                sequences);
    }

    private static Set<Right> rights(String words) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (String word : words.split(" ", -1)) {
            if (!word.isEmpty()) {
                rights.add(Right.valueOf(word));
            }
        }
        return rights;
    }

    /** {@code relkind}. */
    private static Undeclared.Kind kind(String code) {
        return switch (code) {
            case "p" -> Undeclared.Kind.PARTITIONED_TABLE;
            case "v" -> Undeclared.Kind.VIEW;
            case "m" -> Undeclared.Kind.MATERIALIZED_VIEW;
            case "f" -> Undeclared.Kind.FOREIGN_TABLE;
            default -> Undeclared.Kind.TABLE;
        };
    }
}
