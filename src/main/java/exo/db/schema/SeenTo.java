package exo.db.schema;

import java.util.HashSet;
import java.util.Set;

/** What nobody declared and a plan removes, renames or makes use of all the same: none of it is left as it is. */
final class SeenTo {
    private final Set<String> indexes = new HashSet<>();
    private final Set<QualifiedName> members = new HashSet<>();

    private SeenTo() {}

    static SeenTo by(Plan plan) {
        SeenTo seenTo = new SeenTo();
        plan.steps().forEach(step -> seenTo.add(step.change()));
        return seenTo;
    }

    /** The names of a schema's indexes are its own. */
    boolean hasIndex(String index) {
        return indexes.contains(index);
    }

    /** Whether a column or constraint of the table is among it. */
    boolean has(QualifiedName table, String member) {
        return members.contains(member(table, member));
    }

    private void add(Change change) {
        if (change instanceof Change.DropIndex drop) {
            indexes.add(drop.index().name());
        } else if (change instanceof Change.DropLeftover drop) {
            indexes.add(drop.index());
        } else if (change instanceof Change.ReplaceIndex replace) {
            indexes.add(replace.replacement());
        } else if (change instanceof Change.RenameIndex rename) {
            indexes.add(rename.index());
        } else if (change instanceof Change.DropConstraint drop) {
            members.add(member(drop.table(), drop.constraint()));
        } else if (change instanceof Change.ReplaceConstraint replace) {
            members.add(member(replace.table(), replace.replacement()));
        } else if (change instanceof Change.SwapColumns swap) {
            indexes.addAll(swap.indexes());
            swap.columns().forEach(column -> conversion(swap.table(), column));
        } else if (change instanceof Change.ClearConversion clear) {
            clear.columns().forEach(column -> conversion(clear.table(), column));
        } else if (change instanceof Change.FinishFilling finish) {
            members.add(member(finish.table(), Interim.unfilled(finish.column().name())));
        }
    }

    private void conversion(QualifiedName table, String column) {
        members.add(member(table, Interim.text(column)));
        members.add(member(table, Interim.IN_STEP));
    }

    private static QualifiedName member(QualifiedName table, String name) {
        return table.sibling(table.name() + "." + name);
    }
}
