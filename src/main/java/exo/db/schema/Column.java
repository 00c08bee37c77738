package exo.db.schema;

/** A column as declared. */
public record Column(
        String name, ColumnType type, Nullability nullability, ColumnDefault defaultValue, Sensitivity sensitivity) {

    /** Whether the column's values are kept encrypted. */
    public boolean isEncrypted() {
        return sensitivity == Sensitivity.ENCRYPTED;
    }

    /**
     * Whether nullability and default are left as they are found: GORM sets both in its own way for these columns, and
     * repairing them at every start would be a fight without an end.
     */
    public boolean isLenient() {
        return name.equals("created_at") || name.equals("updated_at") || type == ColumnType.JSONB;
    }
}
