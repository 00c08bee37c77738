package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.command.option.CommonOptions;
import exo.db.database.Session;
import exo.db.engine.JsonText;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.RunLog;
import exo.db.failure.ExitStatus;
import exo.db.render.PlanOutcomeRendering;
import exo.db.render.PlanRendering;
import exo.db.render.Renderer;
import exo.db.render.Rendering;
import exo.db.schema.ChangeText;
import exo.db.schema.Hazard;
import exo.db.schema.Pending;
import exo.db.schema.Plan;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Ends a command that was typed by hand and has a plan: shows it, asks, applies, tells; the same for all of them. */
final class PlanRun {
    private final String command;
    private final CommandContext context;
    private final Services services;
    private final CommonOptions options;
    private final Renderer renderer;
    private final Set<Hazard> named;

    /** @param command as typed */
    PlanRun(String command, CommandContext context, Connected connected) {
        this(command, context, connected, Set.of());
    }

    /** @param named hazards that are named by an option of the command itself */
    PlanRun(String command, CommandContext context, Connected connected, Set<Hazard> named) {
        this.command = command;
        this.context = context;
        this.services = context.services();
        this.options = context.options();
        this.renderer = connected.renderer();
        this.named = named;
    }

    /** Whether a person has to agree first. */
    enum Agreement {
        /** Nothing is lost by the plan. */
        IMPLIED,
        REQUIRED
    }

    /**
     * Stops after showing the plan with {@code --dry-run}.
     *
     * @throws PlanRefused when the plan holds a hazard that was not named; nothing has changed
     * @throws NotConfirmed when nobody agreed to it; nothing has changed
     */
    ExitStatus finish(Session session, Plan plan, Agreement agreement) {
        return finish(session, plan, agreement, deferred -> new PlanOutcomeRendering(plan, deferred));
    }

    /**
     * As {@link #finish(Session, Plan, Agreement)}, in words of the command's own.
     *
     * @param outcome tells what came of it, from what was deferred
     */
    ExitStatus finish(Session session, Plan plan, Agreement agreement, Function<List<Pending>, Rendering> outcome) {
        if (options.isDryRun()) {
            renderer.result(new PlanRendering(plan, session.schema(), renderer.output()));
            return ExitStatus.DONE;
        }
        agree(plan, agreement);
        return carryOut(session, plan, outcome);
    }

    /**
     * Returns when the plan may be carried out.
     *
     * @throws PlanRefused when it holds a hazard that was not named
     * @throws NotConfirmed when nobody agreed to it
     */
    void agree(Plan plan, Agreement agreement) {
        refuseUnnamedHazards(plan);
        if (!plan.isEmpty() && agreement == Agreement.REQUIRED) {
            ask(plan);
        }
    }

    /** Applies a plan that was agreed to, and tells what came of it. */
    ExitStatus carryOut(Session session, Plan plan) {
        return carryOut(session, plan, deferred -> new PlanOutcomeRendering(plan, deferred));
    }

    private ExitStatus carryOut(Session session, Plan plan, Function<List<Pending>, Rendering> outcome) {
        renderer.pending(plan.pending());
        List<Pending> deferred = plan.isEmpty() ? List.of() : apply(session, plan);
        renderer.pending(deferred);
        renderer.result(outcome.apply(deferred));
        return deferred.isEmpty() ? ExitStatus.DONE : ExitStatus.STOPPED;
    }

    private void refuseUnnamedHazards(Plan plan) {
        Set<Hazard> unnamed = EnumSet.noneOf(Hazard.class);
        unnamed.addAll(plan.hazards());
        unnamed.removeAll(options.allowed());
        unnamed.removeAll(named);
        if (!unnamed.isEmpty()) {
            throw PlanRefused.hazardous(plan, unnamed.iterator().next());
        }
    }

    private void ask(Plan plan) {
        plan.steps().forEach(step -> renderer.progress(ChangeText.of(step.change())));
        int steps = plan.steps().size();
        Consent.require(
                context,
                renderer,
                (steps == 1 ? "1 step" : steps + " steps") + " would be taken (--dry-run shows them)");
    }

    private List<Pending> apply(Session session, Plan plan) {
        RunLog runs = services.runs();
        long run = runs.begin(session, command, RunLog.Trigger.MANUAL);
        List<Pending> deferred;
        try {
            deferred = services.executor().apply(session, plan, options.lockWait(), Obstacle.DEFER, renderer::event);
        } catch (RuntimeException e) {
            runs.fail(session, run, record(plan, List.of()), e);
            throw e;
        }
        RunLog.Outcome outcome = deferred.isEmpty() ? RunLog.Outcome.OK : RunLog.Outcome.DEFERRED;
        runs.end(session, run, outcome, record(plan, deferred));
        return deferred;
    }

    private static String record(Plan plan, List<Pending> deferred) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("planned");
            for (String change : PlanOutcomeRendering.changes(plan)) {
                json.writeString(change);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("deferred");
            for (Pending item : deferred) {
                json.writeString(item.id() + ": " + item.what());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
