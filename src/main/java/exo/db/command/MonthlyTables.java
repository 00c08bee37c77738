package exo.db.command;

import exo.db.command.option.WrongUsage;
import exo.db.model.ExoSchema;
import exo.db.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables that are partitioned by month, as they are named on a command line. */
final class MonthlyTables {
    static final List<Table> ALL = ExoSchema.declared().monthlyTables();

    private MonthlyTables() {}

    /** The one that is named, or all of them where none is. */
    static List<Table> chosen(@Nullable String name) {
        return name == null ? ALL : List.of(named(name));
    }

    static Table named(String name) {
        return ALL.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongUsage(
                        "table.unknown",
                        "no table that is partitioned by month is called " + name,
                        "",
                        "name one of "
                                + String.join(
                                        ", ", ALL.stream().map(Table::name).toList())));
    }
}
