package exo.db.retention;

import exo.db.database.Session;
import exo.db.retention.BottomLeaf.Access;
import exo.db.schema.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Reads what the catalog and the statistics know of leaves; opens none of them. */
final class LeafReader {
    private LeafReader() {}

    /** The relations that hold the rows of those leaves themselves, in the same order. */
    static List<BottomLeaf> bottom(Session session, List<PurgeLeaf> leaves) {
        String[] names =
                leaves.stream().map(leaf -> session.sql().render(leaf.sql())).toArray(String[]::new);
        return session.sql()
                .fetch(PurgeQueries.BOTTOM_LEAVES, DSL.val(names))
                .map(row -> new BottomLeaf(
                        new PurgeLeaf(
                                leaves.get(row.get("number", Integer.class) - 1).table(),
                                new QualifiedName(row.get("schema", String.class), row.get("name", String.class))),
                        row.get("file", Long.class),
                        row.get("pages", Long.class),
                        row.get("rows", Long.class),
                        Boolean.TRUE.equals(row.get("is_indexed", Boolean.class)) ? Access.INDEXED : Access.SCANNED));
    }

    /** Nothing where nobody has analyzed the leaf yet. */
    static Optional<LeafStatistics> statistics(Session session, BottomLeaf leaf) {
        Record deployments = null;
        List<Double> bounds = List.of();
        for (Record row : session.sql()
                .fetch(
                        PurgeQueries.STATISTICS,
                        DSL.val(leaf.leaf().name().schema()),
                        DSL.val(leaf.leaf().name().name()))) {
            if (row.get("attname", String.class).equals("deployment_id")) {
                deployments = row;
            } else {
                bounds = numbers(row, "bounds");
            }
        }
        return leaf.rows() < 0 || deployments == null
                ? Optional.empty()
                : Optional.of(statistics(leaf.rows(), deployments, bounds));
    }

    /** The rows that are left over belong in equal parts to the deployments that are left over. */
    private static LeafStatistics statistics(long rows, Record deployments, List<Double> bounds) {
        UUID[] common = deployments.get("deployments", UUID[].class);
        List<Double> frequencies = numbers(deployments, "shares");
        Map<UUID, Double> shares = new HashMap<>();
        double rest = 1;
        for (int place = 0; common != null && place < common.length; place++) {
            shares.put(common[place], frequencies.get(place));
            rest -= frequencies.get(place);
        }
        double distinct = deployments.get("n_distinct", Double.class);
        double all = distinct < 0 ? -distinct * rows : distinct;
        double others = Math.max(1, all - shares.size());
        return new LeafStatistics(rows, shares, Math.max(0, rest) / others, bounds);
    }

    private static List<Double> numbers(Record row, String column) {
        Double[] values = row.get(column, Double[].class);
        return values == null ? List.of() : List.of(values);
    }
}
