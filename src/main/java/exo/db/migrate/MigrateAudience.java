package exo.db.migrate;

import exo.db.engine.PlanEvent;
import java.util.function.Consumer;

/**
 * Who is told what while a boot goes on.
 *
 * @param progress what is waited for
 * @param events every change
 * @param stages one call for each documented step that is over
 */
public record MigrateAudience(
        Consumer<String> progress, Consumer<PlanEvent> events, Consumer<MigrateReport.StageReport> stages) {}
