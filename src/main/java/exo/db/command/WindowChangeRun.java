package exo.db.command;

import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.render.Renderer;
import exo.db.render.WindowChangeRendering;
import exo.db.render.WindowChangeRendering.Moment;
import exo.db.retention.WindowChange;

/** What every change of a window comes to: show it, ask where rows go by it, make it, tell. */
final class WindowChangeRun {
    private WindowChangeRun() {}

    static ExitStatus finish(CommandContext context, Renderer renderer, Session session, WindowChange change) {
        if (context.options().isDryRun()) {
            renderer.result(new WindowChangeRendering(change, Moment.BEFORE));
            return ExitStatus.DONE;
        }
        if (change.shortens()) {
            Consent.require(context, renderer, WindowChangeRendering.sentence(change));
        }
        context.services().retention().apply(session, change);
        renderer.result(new WindowChangeRendering(change, Moment.AFTER));
        return ExitStatus.DONE;
    }
}
