package exo.db.command;

import exo.db.render.Renderer;

/** Whether somebody wants what takes something away: said beforehand with {@code --yes}, or asked on a terminal. */
final class Consent {
    private Consent() {}

    /**
     * Returns when there is consent.
     *
     * @param what what would be done, as a sentence without a full stop
     */
    static void require(CommandContext context, Renderer renderer, String what) {
        if (context.options().isConsentGiven()) {
            return;
        }
        switch (renderer.ask(what + ". Go on?")) {
            case YES -> {}
            case NO -> throw new NotConfirmed(what, "it was not confirmed; nothing was changed");
            case NOBODY_THERE ->
                throw new NotConfirmed(what, "there is nobody to ask, and no --yes; nothing was changed");
        }
    }
}
