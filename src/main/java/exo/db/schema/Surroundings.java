package exo.db.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies around the declared tables, and what the current role may do there: nothing of it decides whether there is
 * work, all of it whether the work can be done here.
 *
 * <p>Names of roles, the schema and the database are spelled as SQL needs them, quoted where they must be.
 *
 * @param role who we are
 * @param server whether anything can be written at all
 * @param schema the target schema; empty where it has been dropped since we connected
 * @param trash the schema for what was set aside; empty where it is not there
 * @param tables the declared tables that are there, and partitions that belong to somebody else
 * @param undeclared tables and views of the target schema that nobody declared, partitions apart, the first of them by
 *     name
 * @param undeclaredCount how many there are in all
 * @param elsewhere by schema, the declared names that other schemas of the connection's search path hold
 * @param sequences those that belong to a column of a declared table
 */
public record Surroundings(
        String role,
        Server server,
        Optional<Grants> schema,
        Grants database,
        Optional<Grants> trash,
        Map<QualifiedName, Grants> tables,
        List<Undeclared> undeclared,
        long undeclaredCount,
        Map<String, List<String>> elsewhere,
        List<OwnedSequence> sequences) {
    public Surroundings {
        tables = Map.copyOf(tables);
        undeclared = List.copyOf(undeclared);
        elsewhere = Map.copyOf(elsewhere);
        sequences = List.copyOf(sequences);
    }

    /** What keeps the server from writing. */
    public enum Server {
        WRITABLE,
        STANDBY,
        READ_ONLY
    }

    /** What a role can be given on an object. */
    public enum Right {
        /** Of the object itself, or as a member of the role that owns it. */
        OWNER,
        CREATE,
        USAGE,
        SELECT,
        INSERT,
        UPDATE,
        REFERENCES,
        /** No policy keeps a row from being seen or written. */
        EVERY_ROW
    }

    /**
     * What the role may do with an object.
     *
     * @param name the object's, as SQL spells it
     * @param owner its owner, as SQL spells it
     */
    public record Grants(String name, String owner, Set<Right> rights) {
        public Grants {
            rights = Set.copyOf(rights);
        }

        /** Whether the role may. */
        public boolean allow(Right right) {
            return rights.contains(right);
        }
    }

    /** Something that nobody declared. */
    public record Undeclared(String name, Kind kind) {
        /** What it is. */
        public enum Kind {
            TABLE("table"),
            PARTITIONED_TABLE("partitioned table"),
            VIEW("view"),
            MATERIALIZED_VIEW("materialized view"),
            FOREIGN_TABLE("foreign table");

            private final String word;

            Kind(String word) {
                this.word = word;
            }

            /** What SQL calls it. */
            public String word() {
                return word;
            }
        }
    }

    /** The sequence behind an identity or a serial column. */
    public record OwnedSequence(String name, String table, String column) {}
}
