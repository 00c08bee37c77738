package exo.db.backup;

import exo.db.failure.Finding;
import exo.db.schema.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds what a dump or a restored database has against what its manifest says.
 *
 * <p>Table by table; but where a dump has written the rows of partitions to the name of their parent, as
 * {@code --load-via-partition-root} does, parent by parent.
 */
public final class ManifestComparison {
    /** Enough to see a pattern. */
    private static final int MOST_TOLD = 10;

    private final Map<QualifiedName, TableContents> wanted;
    private final Map<QualifiedName, TableContents> found;
    private final List<Finding> findings = new ArrayList<>();

    private ManifestComparison(Map<QualifiedName, TableContents> wanted, Map<QualifiedName, TableContents> found) {
        this.wanted = wanted;
        this.found = found;
    }

    /** What differs; nothing where all is the same. Order does not matter. */
    public static List<Finding> compare(Manifest manifest, List<TableContents> found) {
        Set<QualifiedName> roots = new TreeSet<>();
        manifest.tables().stream()
                .filter(table -> !table.root().equals(table.relation()))
                .forEach(table -> roots.add(table.root()));
        boolean isByRoot = found.stream().anyMatch(table -> roots.contains(table.relation()));
        ManifestComparison comparison =
                new ManifestComparison(byName(manifest.tables(), isByRoot), byName(rooted(manifest, found), isByRoot));
        return comparison.findings();
    }

    /** A dump does not say whose partition a table is; the manifest does. */
    private static List<TableContents> rooted(Manifest manifest, List<TableContents> found) {
        Map<QualifiedName, QualifiedName> roots = new TreeMap<>();
        manifest.tables().forEach(table -> roots.put(table.relation(), table.root()));
        return found.stream()
                .map(table -> new TableContents(
                        table.relation(),
                        Objects.requireNonNullElse(roots.get(table.relation()), table.root()),
                        table.columns(),
                        table.contents()))
                .toList();
    }

    private static Map<QualifiedName, TableContents> byName(List<TableContents> tables, boolean isByRoot) {
        Map<QualifiedName, TableContents> named = new TreeMap<>();
        for (TableContents table : tables) {
            named.merge(isByRoot ? table.root() : table.relation(), table, ManifestComparison::sum);
        }
        return named;
    }

    private static TableContents sum(TableContents one, TableContents other) {
        ContentHash sum = new ContentHash();
        sum.add(one.contents());
        sum.add(other.contents());
        return new TableContents(one.root(), one.root(), one.columns(), sum.value());
    }

    private List<Finding> findings() {
        wanted.forEach((name, table) -> {
            TableContents here = found.get(name);
            if (here == null) {
                findings.add(differs(
                        "manifest.table-missing",
                        name + " is not there, the manifest has "
                                + table.contents().rows() + " rows of it"));
            } else {
                compare(name, table, here);
            }
        });
        found.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(name -> findings.add(Finding.warning(
                        "manifest.table-extra",
                        name + " is not in the manifest",
                        "see that the manifest and the dump belong together")));
        return findings.size() <= MOST_TOLD ? findings : shortened();
    }

    private void compare(QualifiedName name, TableContents table, TableContents here) {
        long rows = table.contents().rows();
        if (rows != here.contents().rows()) {
            findings.add(
                    differs("manifest.rows", name + " has " + here.contents().rows() + " rows, the manifest " + rows));
        } else if (!table.columns().equals(here.columns())) {
            findings.add(differs(
                    "manifest.columns",
                    name + " has the columns " + here.columns() + ", the manifest " + table.columns()));
        } else if (!table.contents().hash().equals(here.contents().hash())) {
            findings.add(
                    differs("manifest.content", name + " has as many rows as the manifest, and other values in them"));
        }
    }

    private List<Finding> shortened() {
        List<Finding> shown = new ArrayList<>(findings.subList(0, MOST_TOLD));
        shown.add(differs("manifest.rows", "and " + (findings.size() - MOST_TOLD) + " more tables differ"));
        return shown;
    }

    private static Finding differs(String id, String what) {
        return Finding.critical(
                id, what, "do not rely on this dump: see that the manifest is its own, then take another one");
    }
}
