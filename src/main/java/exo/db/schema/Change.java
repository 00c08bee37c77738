package exo.db.schema;

import java.util.List;
import java.util.Optional;

/** One difference between the database as observed and the database as wanted. */
public sealed interface Change {
    /** A schema of the database, such as the one that detached partitions wait in. */
    record CreateSchema(String name) implements Change {}

    /**
     * A table with its columns, primary key, checks and, where it is monthly, its partitioning; no indexes, no foreign
     * keys.
     */
    record CreateTable(QualifiedName name, Table table) implements Change {}

    /** A column at the end of its table. */
    record AddColumn(QualifiedName table, Column column) implements Change {}

    /** A conversion in place, which rewrites the table unless the two types are binary compatible. */
    record AlterColumnType(QualifiedName table, String column, String from, ColumnType to) implements Change {}

    /**
     * A conversion that some values may not survive as they are; the declared default comes with it, since the old one
     * may not fit the type.
     *
     * @param attached checks and indexes of the column, which the server has to make sense of in the new type
     */
    record NarrowColumnType(QualifiedName table, Column column, String from, List<String> attached) implements Change {
        public NarrowColumnType {
            attached = List.copyOf(attached);
        }
    }

    /** A new default, or none; existing rows are left alone. */
    record SetDefault(QualifiedName table, String column, ColumnDefault defaultValue) implements Change {}

    /** NOT NULL, proved by a check that is validated without stopping writers. */
    record SetNotNull(QualifiedName table, String column, Proof proof) implements Change {}

    /** NULLs are allowed again. */
    record DropNotNull(QualifiedName table, String column) implements Change {}

    /** An index; {@code method} says whether writers can go on meanwhile. */
    record CreateIndex(QualifiedName table, Index index, IndexBuild method) implements Change {}

    /** The index of a partitioned table without those of its partitions: it serves when each has attached its own. */
    record CreateParentIndex(QualifiedName table, Index index) implements Change {}

    /** What a partition has to contribute to its parent's index; a partition that is gone by then needs none. */
    record CreateLeafIndex(QualifiedName parent, QualifiedName leaf, Index index, IndexBuild method)
            implements Change {}

    /** A partition's index becomes part of its parent's; with the last of them the parent's is valid. */
    record AttachIndex(QualifiedName parent, String parentIndex, QualifiedName leaf, String leafIndex)
            implements Change {}

    /** The remainder of an index build that was interrupted; refused while somebody is still at it. */
    record DropLeftover(QualifiedName table, String index, IndexBuild method) implements Change {}

    /** A changed index goes and its replacement, which is valid by then, takes its name in the same moment. */
    record ReplaceIndex(QualifiedName table, String index, String replacement, IndexForm form) implements Change {}

    /** An index gets the declared name. */
    record RenameIndex(QualifiedName table, String index, String name) implements Change {}

    /** An index that a converted column cannot keep, or that no declaration asks for any more. */
    record DropIndex(QualifiedName index, IndexBuild method) implements Change {}

    /** A foreign key; existing rows are checked by {@link ValidateConstraint} where that comes after. */
    record AddForeignKey(QualifiedName table, ForeignKey key, Validation validation) implements Change {}

    /** A check; existing rows are checked by {@link ValidateConstraint} where that comes after. */
    record AddCheck(QualifiedName table, Check check, Validation validation) implements Change {}

    /** The existing rows are checked while writers go on. */
    record ValidateConstraint(QualifiedName table, String constraint) implements Change {}

    /**
     * A constraint of another meaning goes, and what was built to take its place takes its name, at one stroke.
     *
     * @param replacement the temporary name of what was built
     */
    record ReplaceConstraint(QualifiedName table, String constraint, String replacement) implements Change {}

    /** What an interrupted replacement left of an earlier declaration. */
    record DropConstraint(QualifiedName table, String constraint) implements Change {}

    /**
     * A text column beside each JSON column, a trigger that writes both, and a check that they agree, which every write
     * is held to from now on; see {@link Interim}. What somebody left half-made is made anew.
     */
    record StartConversion(QualifiedName table, List<String> columns) implements Change {}

    /** Rows that lack a value in the columns get it in small batches; done when no row lacks one. */
    record FillColumns(QualifiedName table, List<Filling> fillings) implements Change {}

    /** The existing rows are checked partition by partition, so that none is kept from its upkeep for long. */
    record ValidateLeaves(QualifiedName table, String constraint) implements Change {}

    /**
     * The text takes the place of the JSON, whose columns go with what hangs on them; the time is written down.
     *
     * @param indexes that go with the columns
     */
    record SwapColumns(QualifiedName table, List<String> columns, QualifiedName stateTable, List<String> indexes)
            implements Change {}

    /** The text columns, trigger and check of a conversion that somebody else has finished go. */
    record ClearConversion(QualifiedName table, List<String> columns) implements Change {}

    /** A column whose default differs from row to row: without a value in the rows that are there. */
    record StartFilling(QualifiedName table, Column column) implements Change {}

    /** The mark that rows may lack a value goes, and numbering becomes an identity where that is declared. */
    record FinishFilling(QualifiedName table, Column column) implements Change {}

    /** The one row of {@code maintenance_settings}, with its defaults. */
    record InsertSettings(QualifiedName table) implements Change {}

    /** What was reached, in {@code schema_state}. */
    record RecordState(QualifiedName table, long version, String fingerprint) implements Change {}

    /** The time of a column's change to text, from which the wait before sealing counts. */
    record RecordTextChange(QualifiedName stateTable, String column) implements Change {}

    /** The first key-encryption key, wrapped by the root key; loses silently against a replica that was faster. */
    record InsertKey(QualifiedName table, WrappedKey key) implements Change {}

    /** The keys that are there are changed, in one transaction that ends well only with what was proved to open. */
    record ReviseKeyring(QualifiedName table, KeyringChange revision, KeyringChange.Digests digests)
            implements Change {}

    /**
     * A month's partition, made beside the parent and then attached.
     *
     * @param model the partition whose owner, rights, storage parameters and replica identity it gets
     */
    record CreatePartition(
            QualifiedName parent, QualifiedName partition, MonthRange range, Optional<QualifiedName> model)
            implements Change {}

    /** The partition that takes the rows no month covers. */
    record CreateDefaultPartition(QualifiedName parent, QualifiedName partition) implements Change {}

    /** An expired month is set aside, unless it turns out under the lock to hold a row that must stay. */
    record DetachPartition(Detachment detachment) implements Change {}

    /** A plain table becomes the first partition of the monthly one that is declared, in one short transaction. */
    record AdoptTable(Adoption adoption) implements Change {}

    /** A default partition becomes the partition of its rows' span, in one short transaction. */
    record AdoptDefault(DefaultAdoption adoption) implements Change {}

    /** The empty tables that rows of a default partition are to go to. */
    record StageDefault(DefaultStaging staging) implements Change {}

    /** From now on those tables get whatever is written to the default partition. */
    record FollowDefault(DefaultStaging staging) implements Change {}

    /** What the default partition holds is copied in small batches; done when the tables hold all of it. */
    record CopyDefault(DefaultStaging staging) implements Change {}

    /** The tables take the place of the default partition, which is dropped, in one short transaction. */
    record SwapDefault(DefaultStaging staging) implements Change {}

    /** The tables and triggers of a run that nobody needs to go on with. */
    record ClearStaging(QualifiedName parent, QualifiedName defaultPartition) implements Change {}

    /**
     * The check that an adoption proved something by, and that would keep new rows out one day, of an adoption that
     * nobody went on with.
     */
    record DropProof(QualifiedName table, String check) implements Change {}

    /**
     * An expired month is dropped at once, unless it turns out under the lock to hold a row that must stay. The ledger
     * keeps that it was there.
     */
    record DropPartition(Detachment detachment) implements Change {}

    /**
     * An expired month of a parent without default partition is detached while everybody goes on, and then set aside; a
     * row that came meanwhile and must stay takes it back to its parent.
     */
    record DetachConcurrently(Detachment detachment) implements Change {}

    /** What an interrupted {@link DetachConcurrently} has detached is set aside, or goes back to its parent. */
    record SettleDetached(Detachment detachment) implements Change {}

    /** A concurrent detach that somebody's client did not see through: until then inserts into its range fail. */
    record FinishDetach(QualifiedName parent, QualifiedName partition) implements Change {}

    /**
     * A month that was set aside is dropped for good, unless it was brought back meanwhile or a row of it must stay
     * after all.
     */
    record DropDetached(
            QualifiedName parent, QualifiedName ledger, long id, QualifiedName trash, MonthRange range, Grace grace)
            implements Change {}

    /** Whether what was set aside can be brought back for a time. */
    enum Grace {
        GRANTED,
        /** Somebody wants it to be gone now. */
        WAIVED
    }

    /**
     * A partition that was set aside is given all that its parent has by now, and the proof that its rows lie within
     * its bounds, so that to attach it takes no more than a moment. Nobody else uses it meanwhile.
     */
    record FitPartition(QualifiedName parent, QualifiedName trash, MonthRange range, List<Fitting> fittings)
            implements Change {
        public FitPartition {
            fittings = List.copyOf(fittings);
        }
    }

    /** A partition that was set aside and fits its parent becomes a part of it again, under its old name. */
    record ReattachPartition(Reattachment reattachment) implements Change {}

    /** How an index is built or dropped. */
    enum IndexBuild {
        /** In a transaction; writers of the table wait. */
        PLAIN,
        /** Outside a transaction; writers go on. */
        CONCURRENT
    }

    /** What an index belongs to. */
    enum IndexForm {
        INDEX,
        /** It is the means of a unique constraint, and goes only with it. */
        CONSTRAINT
    }

    /** When the existing rows are held against a new constraint. */
    enum Validation {
        AT_ONCE,
        LATER
    }

    /** How far the check has come that proves a column free of NULLs; it goes once the column says so itself. */
    enum Proof {
        TO_BE_ADDED,
        /** An interrupted run added it. */
        TO_BE_VALIDATED,
        /** An interrupted run validated it. */
        VALIDATED,
        /** Somebody has such a check, validated, and keeps it. */
        SOMEBODY_ELSES;

        /** Whether the rows are still to be held against it: the last statement but one. */
        public boolean isToBeValidated() {
            return this == TO_BE_ADDED || this == TO_BE_VALIDATED;
        }

        /** The name of this tool's own check for a column. */
        public static String name(String column) {
            return "exo_not_null_" + column;
        }
    }

    /**
     * A row of {@code encryption_keys}: nothing in it is secret without the root key.
     *
     * @param wrapped the wrapped key as hex digits
     */
    record WrappedKey(String kid, String wrapped, String algorithm, String rootKeyFingerprint, String canary) {}

    /**
     * A partition to be set aside. Which rows keep it is asked of the database when it happens, since a hold may have
     * been placed after the plan was made.
     *
     * @param defaultPartition of the parent, which is locked with it
     * @param trash the name it waits under, in the schema for what was set aside
     * @param ledger the table that remembers it
     * @param estimatedRows by the planner's statistics
     * @param graceDays how long it can be brought back
     */
    record Detachment(
            QualifiedName parent,
            QualifiedName partition,
            Optional<QualifiedName> defaultPartition,
            QualifiedName trash,
            QualifiedName ledger,
            MonthRange range,
            long estimatedRows,
            long bytes,
            long graceDays) {}

    /**
     * A partition on its way back.
     *
     * @param partition the name it gets again
     * @param ledger the table that remembers it, by the id
     */
    record Reattachment(
            QualifiedName parent,
            QualifiedName partition,
            QualifiedName trash,
            QualifiedName ledger,
            long id,
            MonthRange range) {}
}
