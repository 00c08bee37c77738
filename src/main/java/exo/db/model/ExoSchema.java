package exo.db.model;

import exo.db.schema.DeclaredSchema;
import exo.db.schema.Table;
import java.util.ArrayList;
import java.util.List;

/** The whole declaration, parents before the tables that refer to them. */
public final class ExoSchema {
    /** Grows by one with every change to a declared table; never goes back. */
    private static final long VERSION = 1;

    private ExoSchema() {}

    /** Every declared table with the number of this declaration. */
    public static DeclaredSchema declared() {
        List<Table> tables = new ArrayList<>(OwnTables.all());
        tables.addAll(IdentityTables.all());
        tables.addAll(DeploymentTables.all());
        tables.addAll(EventTables.all());
        tables.addAll(CatalogueTables.all());
        return new DeclaredSchema(VERSION, tables);
    }
}
