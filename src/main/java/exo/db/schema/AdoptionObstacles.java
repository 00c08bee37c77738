package exo.db.schema;

import exo.db.schema.ObservedTable.ObservedColumn;
import java.util.List;

/** Tells what keeps a plain table from becoming a partition, all of it at once. */
final class AdoptionObstacles {
    private final DraftBuilder draft;
    private final Table table;
    private final QualifiedName name;
    private final AdoptionFacts facts;

    AdoptionObstacles(DraftBuilder draft, Table table, QualifiedName name, AdoptionFacts facts) {
        this.draft = draft;
        this.table = table;
        this.name = name;
        this.facts = facts;
    }

    void report(ObservedTable observed) {
        observed.columns().forEach(this::report);
        if (!facts.dependents().isEmpty()) {
            draft.leaveOut(new Pending(
                    "partition.depended-on",
                    "these would go on with the old rows of " + name + " and see no new ones: "
                            + String.join(", ", facts.dependents()),
                    "drop what is named, run the same command again, and make it anew on the new " + name));
        }
        List<String> taken = facts.taken().stream().sorted().toList();
        if (!taken.isEmpty()) {
            draft.leaveOut(new Pending(
                    "partition.name-taken",
                    "names that " + name + ", its partition and their indexes are to have are taken: "
                            + String.join(", ", taken),
                    "rename what bears these names, then run the same command again"));
        }
    }

    private void report(ObservedColumn found) {
        Column column = table.column(found.name()).orElse(null);
        if (column == null) {
            draft.leaveOut(new Pending(
                    "partition.unknown-column",
                    name + " has the column " + found.name()
                            + ", which is not declared: a partition can have no more columns than the others",
                    "if nobody needs it: alter table " + name + " drop column " + Identifiers.quoted(found.name())
                            + ", then run the same command again"));
        } else if (!Equivalence.sameType(column, found) || !found.collation().isEmpty()) {
            draft.leaveOut(new Pending(
                    "partition.column-type",
                    name + "." + found.name() + " is " + found.type()
                            + (found.collation().isEmpty() ? "" : " with the collation " + found.collation())
                            + " and not " + column.type().sql() + ": a partition's columns are those of the others",
                    "run exo-db-cli migrate, or convert it by hand, then run the same command again"));
        }
    }
}
