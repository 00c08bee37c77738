package exo.db.schema;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What is to be known of a plain table, beside what the catalog's snapshot says, before it can become a partition.
 *
 * @param now the database's clock
 * @param primaryKey the name of the primary key; empty where there is none
 * @param dependents what would go on with the old table instead of the new one: views, keys, triggers and the like
 * @param taken names of relations in the schema that are no index of the table, among those that the adoption gives
 */
public record AdoptionFacts(Instant now, String primaryKey, List<String> dependents, Set<String> taken) {
    public AdoptionFacts {
        dependents = List.copyOf(dependents);
        taken = Set.copyOf(taken);
    }
}
