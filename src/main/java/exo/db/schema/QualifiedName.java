package exo.db.schema;

/** A table or index together with the schema it lies in, both as PostgreSQL stores them (not quoted, not folded). */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {
    public QualifiedName {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a qualified name has two parts");
        }
    }

    /** Another object of the same schema. */
    public QualifiedName sibling(String other) {
        return new QualifiedName(schema, other);
    }

    @Override
    public int compareTo(QualifiedName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** For messages only: without the quotes that SQL may need. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
