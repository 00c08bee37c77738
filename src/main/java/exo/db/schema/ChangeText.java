package exo.db.schema;

import java.time.Instant;
import java.util.List;

/** The words for a change, the same in plans, progress and failures. */
public final class ChangeText {
    /** More would not fit on a line. */
    private static final int MOST_NAMED = 3;

    private ChangeText() {}

    /** A phrase without a subject, such as {@code create table public.users}. */
    public static String of(Change change) {
        return switch (change) {
            case Change.CreateSchema create -> "create schema " + create.name();
            case Change.CreateTable create ->
                "create table " + create.name() + (create.table().isMonthly() ? ", partitioned by month" : "");
            case Change.AddColumn add ->
                "add column " + add.table() + "." + add.column().name();
            case Change.AlterColumnType alter ->
                "convert " + alter.table() + "." + alter.column() + " from " + alter.from() + " to "
                        + alter.to().sql();
            case Change.NarrowColumnType narrow ->
                "convert " + narrow.table() + "." + narrow.column().name() + " from " + narrow.from() + " to "
                        + narrow.column().type().sql() + " value by value";
            case Change.SetDefault set -> defaultText(set);
            case Change.SetNotNull set -> "set " + set.table() + "." + set.column() + " not null";
            case Change.DropNotNull drop -> "allow nulls in " + drop.table() + "." + drop.column();
            case Change.CreateIndex create ->
                "create index " + create.index().name() + " on " + create.table() + how(create.method());
            case Change.CreateParentIndex create ->
                "create index " + create.index().name() + " on " + create.table() + ", its partitions' to follow";
            case Change.CreateLeafIndex create ->
                "create index " + create.index().name() + " on partition " + create.leaf() + how(create.method());
            case Change.AttachIndex attach ->
                "attach index " + attach.leafIndex() + " of partition " + attach.leaf() + " to " + attach.parentIndex();
            case Change.DropLeftover drop ->
                "drop index " + drop.table().sibling(drop.index()) + how(drop.method())
                        + ", left over from an interrupted build";
            case Change.ReplaceIndex replace ->
                "put index " + replace.replacement() + " in the place of "
                        + (replace.form() == Change.IndexForm.CONSTRAINT ? "constraint " : "") + replace.index()
                        + " on " + replace.table();
            case Change.RenameIndex rename ->
                "rename index " + rename.table().sibling(rename.index()) + " to " + rename.name();
            case Change.DropIndex drop -> "drop index " + drop.index() + how(drop.method());
            case Change.AddForeignKey add ->
                "add foreign key " + add.key().name() + " to " + add.table() + later(add.validation());
            case Change.AddCheck add ->
                "add check " + add.check().name() + " to " + add.table() + later(add.validation())
                        + (DefaultAdoption.isProof(add.check().name())
                                ? "; until the end it refuses rows that neither this span nor a partition covers"
                                : "");
            case Change.ValidateConstraint validate -> "validate " + validate.constraint() + " on " + validate.table();
            case Change.ReplaceConstraint replace ->
                "replace " + replace.constraint() + " on " + replace.table() + " by " + replace.replacement();
            case Change.DropConstraint drop ->
                "drop " + drop.constraint() + " on " + drop.table() + ", left by an interrupted replacement";
            case Change.StartConversion start ->
                "begin to keep the text of " + columns(start.table(), start.columns()) + " beside it";
            case Change.FillColumns fill -> "fill " + filled(fill) + " in batches";
            case Change.ValidateLeaves validate ->
                "validate " + validate.constraint() + " on " + validate.table() + " partition by partition";
            case Change.SwapColumns swap ->
                "put the text in the place of " + columns(swap.table(), swap.columns()) + " and drop what was there"
                        + (swap.indexes().isEmpty() ? "" : " with index " + String.join(", ", swap.indexes()));
            case Change.ClearConversion clear -> "clear away what a conversion left on " + clear.table();
            case Change.StartFilling start ->
                "add column " + start.table() + "." + start.column().name() + ", yet to be filled";
            case Change.FinishFilling finish ->
                "note that " + finish.table() + "." + finish.column().name() + " is filled";
            case Change.InsertSettings insert -> "insert the default settings into " + insert.table();
            case Change.RecordState record -> "record schema version " + record.version() + " in " + record.table();
            case Change.RecordTextChange record ->
                "record in " + record.stateTable() + " when " + record.column() + " became text";
            case Change.InsertKey insert ->
                "add key-encryption key " + insert.key().kid() + " to " + insert.table();
            case Change.ReviseKeyring revise -> revision(revise.revision()) + " in " + revise.table();
            case Change.CreatePartition create -> "create partition " + create.partition() + " " + days(create.range());
            case Change.CreateDefaultPartition create -> "create default partition " + create.partition();
            case Change.DetachPartition detach ->
                "set aside expired partition " + detach.detachment().partition() + " "
                        + days(detach.detachment().range()) + " for "
                        + detach.detachment().graceDays() + " days";
            case Change.DropPartition drop ->
                "drop expired partition " + drop.detachment().partition() + " "
                        + days(drop.detachment().range()) + " at once and for good";
            case Change.DetachConcurrently detach ->
                "detach expired partition " + detach.detachment().partition() + " "
                        + days(detach.detachment().range()) + " concurrently and set it aside for "
                        + detach.detachment().graceDays() + " days";
            case Change.SettleDetached settle ->
                "set aside " + settle.detachment().partition() + ", which an interrupted run has detached";
            case Change.AdoptTable adopt ->
                "make " + adopt.adoption().table() + " a table of months with all its rows before "
                        + adopt.adoption().until() + " in " + adopt.adoption().leaf();
            case Change.AdoptDefault adopt ->
                "make " + adopt.adoption().defaultPartition() + " the partition "
                        + adopt.adoption().leaf().name() + " "
                        + days(adopt.adoption().range())
                        + " where it lies, and an empty default partition in its place";
            case Change.StageDefault stage ->
                "create " + leaves(stage.staging()) + ", and "
                        + stage.staging().rest().name() + " for the rest of "
                        + stage.staging().defaultPartition();
            case Change.FollowDefault follow ->
                "begin to keep them in step with " + follow.staging().defaultPartition();
            case Change.CopyDefault copy ->
                "copy the rows of " + copy.staging().defaultPartition() + " to them in batches";
            case Change.SwapDefault swap ->
                "put " + leaves(swap.staging()) + " in the place of "
                        + swap.staging().defaultPartition() + ", and drop what was copied";
            case Change.ClearStaging clear ->
                "clear away what an adoption of " + clear.defaultPartition() + " left that was given up";
            case Change.DropProof drop ->
                "drop check " + drop.check() + " on " + drop.table() + ", left by an adoption that was given up";
            case Change.FinishDetach finish -> "finish the interrupted detach of " + finish.partition();
            case Change.DropDetached drop -> "drop " + drop.trash() + " for good";
            case Change.FitPartition fit -> "bring " + fit.trash() + " up to date with " + fit.parent() + fittings(fit);
            case Change.ReattachPartition reattach ->
                "bring back partition " + reattach.reattachment().partition() + " "
                        + days(reattach.reattachment().range()) + " from the trash";
        };
    }

    private static String fittings(Change.FitPartition fit) {
        String words =
                String.join("; ", fit.fittings().stream().map(Fitting::words).toList());
        return words.isEmpty() ? "" : ": " + words;
    }

    private static String revision(KeyringChange revision) {
        return switch (revision) {
            case KeyringChange.Rotate rotate ->
                "make new key-encryption key " + rotate.key().kid() + " the active one and retire " + rotate.retired();
            case KeyringChange.BeginRewrap begin ->
                "wrap " + (begin.wraps().size() == 1 ? "1 key" : begin.wraps().size() + " keys") + " by root key "
                        + begin.coming() + " as well as by " + begin.present();
            case KeyringChange.FinishRewrap finish ->
                "let root key " + finish.coming() + " alone open the keyring and " + finish.present() + " no more";
            case KeyringChange.AbortRewrap abort ->
                "let root key " + abort.present() + " alone open the keyring and " + abort.coming() + " no more";
            case KeyringChange.RecordEscrowProof record ->
                "record that a copy of root key " + record.present() + " opens the keyring";
        };
    }

    private static String days(MonthRange range) {
        return range.from().equals(Instant.MIN)
                ? "(before " + MonthRange.day(range.to()) + ")"
                : "(" + MonthRange.day(range.from()) + " to " + MonthRange.day(range.to()) + ")";
    }

    private static String leaves(DefaultStaging staging) {
        List<String> names = staging.spans().stream()
                .map(span -> span.leaf().name() + " " + days(span.range()))
                .toList();
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : names.size() + " partitions from " + names.getFirst() + " to " + names.getLast();
    }

    private static String defaultText(Change.SetDefault set) {
        String column = set.table() + "." + set.column();
        return switch (set.defaultValue()) {
            case ColumnDefault.None none -> "drop the default of " + column;
            case ColumnDefault.Expression expression -> "set the default of " + column + " to " + expression.sql();
            case ColumnDefault.Identity identity -> "make " + column + " an identity";
        };
    }

    private static String columns(QualifiedName table, List<String> columns) {
        return table + "." + String.join(", ", columns);
    }

    private static String filled(Change.FillColumns fill) {
        return columns(
                fill.table(), fill.fillings().stream().map(Filling::column).toList());
    }

    private static String how(Change.IndexBuild build) {
        return build == Change.IndexBuild.CONCURRENT ? " concurrently" : "";
    }

    private static String later(Change.Validation validation) {
        return validation == Change.Validation.LATER ? ", not yet valid" : "";
    }
}
