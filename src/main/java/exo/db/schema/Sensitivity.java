package exo.db.schema;

/** Whether a column's values are kept encrypted. */
public enum Sensitivity {
    OPEN,
    ENCRYPTED
}
