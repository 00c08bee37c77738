package exo.db.schema;

import exo.db.schema.Drift.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a database holds beside the declaration, and where it differs from it in a way that is tolerated.
 *
 * <p>Nothing that is to be repaired is drift: that is in the plan, or pending.
 */
public final class DriftFinder {
    private final Table table;
    private final ObservedTable observed;
    private final QualifiedName name;
    private final SeenTo seenTo;
    private final List<Drift> found = new ArrayList<>();

    private DriftFinder(Table table, ObservedTable observed, QualifiedName name, SeenTo seenTo) {
        this.table = table;
        this.observed = observed;
        this.name = name;
        this.seenTo = seenTo;
    }

    /**
     * What matters first; within that table by table, as declared.
     *
     * @param plan what is going to be done about the schema, and so is no drift
     */
    public static List<Drift> drift(DeclaredSchema declared, SchemaSnapshot snapshot, Plan plan) {
        SeenTo seenTo = SeenTo.by(plan);
        List<Drift> all = new ArrayList<>();
        for (Table table : declared.tables()) {
            snapshot.table(table.name())
                    .filter(observed -> observed.kind() != ObservedTable.Kind.OTHER)
                    .ifPresent(observed -> all.addAll(
                            new DriftFinder(table, observed, snapshot.qualified(table.name()), seenTo).find()));
        }
        all.sort(Comparator.comparing(Drift::kind));
        return List.copyOf(all);
    }

    /** Tables and views beside the declared ones; the first of them by name, and how many more there are. */
    public static List<Drift> tables(DeclaredSchema declared, SchemaSnapshot snapshot, Surroundings surroundings) {
        List<Drift> tables = new ArrayList<>();
        for (Surroundings.Undeclared undeclared : surroundings.undeclared()) {
            // A view in the place of a declared table is in that table's way, and said there.
            if (declared.tables().stream().noneMatch(table -> table.name().equals(undeclared.name()))) {
                tables.add(undeclaredTable(
                        undeclared.kind().word() + " " + snapshot.qualified(undeclared.name()) + " is not declared"));
            }
        }
        long unnamed =
                surroundings.undeclaredCount() - surroundings.undeclared().size();
        if (unnamed > 0) {
            tables.add(undeclaredTable(String.format(
                    Locale.ROOT, "%,d more tables and views of %s are not declared", unnamed, snapshot.schema())));
        }
        return tables;
    }

    private static Drift undeclaredTable(String what) {
        return new Drift(Kind.UNDECLARED, "drift.table", what, "");
    }

    /** Whether some undeclared column makes the backend's inserts fail, which is to be said at every boot. */
    public static boolean hasRequiredColumn(DeclaredSchema declared, SchemaSnapshot snapshot) {
        return declared.tables().stream()
                .anyMatch(table -> snapshot.table(table.name()).stream()
                        .filter(observed -> observed.kind() != ObservedTable.Kind.OTHER)
                        .flatMap(observed -> observed.columns().stream())
                        .anyMatch(column -> requiredColumn(table, column, snapshot.qualified(table.name()))
                                .isPresent()));
    }

    /** What makes the backend's inserts fail: an undeclared column that wants a value. */
    static Optional<Drift> requiredColumn(Table table, ObservedColumn column, QualifiedName name) {
        boolean wantsValue = table.column(column.name()).isEmpty()
                && column.nullability() == Nullability.NOT_NULL
                && column.defaultValue().isEmpty();
        return wantsValue
                ? Optional.of(new Drift(
                        Kind.HARMFUL,
                        "column.required",
                        name + "." + column.name()
                                + " is not declared, allows no NULL and has no default: the backend's inserts fail",
                        "alter table " + name + " alter column " + Identifiers.quoted(column.name())
                                + " drop not null"))
                : Optional.empty();
    }

    private List<Drift> find() {
        observed.columns().forEach(this::column);
        indexes();
        foreignKeys();
        checks();
        return found;
    }

    private void column(ObservedColumn column) {
        Column declared = table.column(column.name()).orElse(null);
        if (declared != null) {
            tolerated(declared, column);
            return;
        }
        if (seenTo.has(name, column.name())) {
            return;
        }
        requiredColumn(table, column, name)
                .ifPresentOrElse(
                        found::add,
                        () -> add(
                                Kind.UNDECLARED,
                                "drift.column",
                                "column " + name + "." + column.name() + " " + column.type() + " is not declared"));
    }

    private void tolerated(Column declared, ObservedColumn column) {
        String subject = name + "." + column.name();
        if (!column.collation().isEmpty()) {
            add(Kind.UNDECLARED, "drift.collation", subject + " sorts by the collation " + column.collation());
        }
        boolean isLenient = declared.isLenient() && Equivalence.sameType(declared, column);
        if (isLenient && declared.nullability() != column.nullability()) {
            String allows = column.nullability() == Nullability.NULLABLE ? " allows NULL" : " allows no NULL";
            add(Kind.TOLERATED, "drift.nullability", subject + allows + ", unlike declared");
        }
        if (isLenient && !Equivalence.sameDefaultExactly(declared, column)) {
            String value = column.defaultValue().isEmpty() ? "no default" : "the default " + column.defaultValue();
            add(Kind.TOLERATED, "drift.default", subject + " has " + value + ", unlike declared");
        }
        if (declared.defaultValue() instanceof ColumnDefault.Identity
                && column.defaultValue().startsWith("nextval(")) {
            add(Kind.TOLERATED, "drift.identity", subject + " draws from a sequence in place of an identity");
        }
    }

    private void indexes() {
        Set<String> kept = new HashSet<>();
        for (Index index : table.indexes()) {
            Equivalence.indexLike(index, observed).ifPresent(like -> {
                kept.add(like.name());
                if (!like.name().equals(index.name())) {
                    renamed("index", like.name(), index.name());
                }
            });
        }
        for (ObservedIndex index : observed.indexes()) {
            if (!kept.contains(index.name()) && !isDeclaredIndex(index.name()) && !seenTo.hasIndex(index.name())) {
                add(
                        Kind.UNDECLARED,
                        "drift.index",
                        "index " + index.name() + " on " + name + " is not declared: "
                                + (index.unique() ? "unique " : "") + index.definition());
            }
        }
    }

    private boolean isDeclaredIndex(String index) {
        return table.indexes().stream().anyMatch(declared -> declared.name().equals(index));
    }

    private void foreignKeys() {
        Set<String> kept = new HashSet<>();
        for (ForeignKey key : table.foreignKeys()) {
            Equivalence.keyLike(key, observed).ifPresent(like -> {
                kept.add(like.name());
                if (!like.name().equals(key.name())) {
                    renamed("foreign key", like.name(), key.name());
                }
            });
        }
        observed.foreignKeys().stream()
                .filter(key -> !kept.contains(key.name()))
                .filter(key -> !isDeclaredKey(key.name()) && !seenTo.has(name, key.name()))
                .forEach(this::foreignKey);
    }

    private boolean isDeclaredKey(String key) {
        return table.foreignKeys().stream().anyMatch(declared -> declared.name().equals(key));
    }

    private void foreignKey(ObservedForeignKey key) {
        String subject = "foreign key " + key.name() + " on " + name;
        ForeignKey rival = table.foreignKeys().stream()
                .filter(declared -> key.links(declared.column(), declared.references()))
                .findFirst()
                .orElse(null);
        if (rival == null) {
            add(Kind.UNDECLARED, "drift.foreign-key", subject + " is not declared: " + key.definition());
        } else if (key.definition().equals(rival.definition())) {
            add(Kind.TOLERATED, "drift.second-key", subject + " is the same as " + rival.name());
        } else {
            found.add(new Drift(
                    Kind.HARMFUL,
                    "drift.foreign-key-conflict",
                    subject + " stands beside " + rival.name() + " and says something else: " + key.definition()
                            + "; it can keep deletes from doing what is declared, "
                            + rival.onDelete().sql(),
                    "alter table " + name + " drop constraint " + Identifiers.quoted(key.name())));
        }
    }

    private void checks() {
        Set<String> kept = new HashSet<>();
        for (Check check : table.checks()) {
            Equivalence.checkLike(check, observed).ifPresent(like -> {
                kept.add(like.name());
                if (!like.name().equals(check.name())) {
                    renamed("check", like.name(), check.name());
                }
            });
        }
        for (ObservedCheck check : observed.checks()) {
            boolean isDeclared =
                    table.checks().stream().anyMatch(declared -> declared.name().equals(check.name()));
            if (!kept.contains(check.name()) && !isDeclared && !seenTo.has(name, check.name())) {
                add(
                        Kind.UNDECLARED,
                        "drift.check",
                        "check " + check.name() + " on " + name + " is not declared: " + check.expression());
            }
        }
    }

    private void renamed(String object, String actual, String declared) {
        add(
                Kind.TOLERATED,
                "drift.name",
                object + " " + actual + " on " + name + " stands in for " + declared
                        + ": another name, the same meaning");
    }

    private void add(Kind kind, String id, String what) {
        found.add(new Drift(kind, id, what, ""));
    }
}
