package exo.db.retention;

import exo.db.schema.MonthRange;
import exo.db.schema.QualifiedName;

/**
 * A month that goes as a whole.
 *
 * @param range its bounds, of which the first belongs to it and the last does not
 * @param rows by the planner's statistics
 */
public record MonthDrop(QualifiedName table, QualifiedName partition, MonthRange range, long rows, long bytes) {}
