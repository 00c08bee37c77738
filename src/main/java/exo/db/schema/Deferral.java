package exo.db.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells which later steps of a run have to wait with a step that was put off: those that touch its table, those of keys
 * that refer to it, and in turn those of what was left out for such a reason.
 *
 * <p>What was put off is known by its table, and not by every table it locks: the tenants that all keys refer to would
 * else hold back everything. For one run; not thread-safe.
 */
public final class Deferral {
    private final Set<QualifiedName> tables = new HashSet<>();

    /** Partitioned tables of which an index lacks a part: it cannot take the place of another yet. */
    private final Set<QualifiedName> lackingParts = new HashSet<>();

    /** Later steps must not count on this one. */
    public void putOff(Step step) {
        tables.addAll(ownTables(step));
        if (step.change() instanceof Change.CreateLeafIndex create) {
            lackingParts.add(create.parent());
        } else if (step.change() instanceof Change.AttachIndex attach) {
            lackingParts.add(attach.parent());
        }
    }

    /** Whether the step counts on one that was put off. */
    public boolean holdsBack(Step step) {
        return ownTables(step).stream().anyMatch(tables::contains)
                || step.locks().stream().anyMatch(lock -> tables.contains(lock.table()))
                || (step.change() instanceof Change.ReplaceIndex replace && lackingParts.contains(replace.table()))
                || (step.change() instanceof Change.AddForeignKey add
                        && tables.contains(add.table().sibling(add.key().references())));
    }

    /** Whether nothing was put off. */
    public boolean isEmpty() {
        return tables.isEmpty();
    }

    private static List<QualifiedName> ownTables(Step step) {
        if (step.change() instanceof Change.AddForeignKey add) {
            return List.of(add.table());
        }
        if (step.change() instanceof Change.CreateTable create) {
            return List.of(create.name());
        }
        if (step.change() instanceof Change.CreateIndex create) {
            return List.of(create.table());
        }
        if (step.change() instanceof Change.AttachIndex attach) {
            return List.of(attach.leaf());
        }
        if (step.change() instanceof Change.ReplaceIndex replace) {
            return List.of(replace.table());
        }
        return step.locks().stream().map(TableLock::table).toList();
    }
}
