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
        if (!context.options().isConsentGiven()) {
            judge(renderer.ask(what + ". Go on?"), what);
        }
    }

    /**
     * As {@link #require}, for what cannot be undone by anything: a person has to type the name of what goes.
     *
     * @param name what to type
     */
    static void requireName(CommandContext context, Renderer renderer, String what, String name) {
        if (!context.options().isConsentGiven()) {
            judge(renderer.askToType(name, what + ". Type " + name + " to go on:"), what);
        }
    }

    private static void judge(Renderer.Answer answer, String what) {
        switch (answer) {
            case YES -> {}
            case NO -> throw new NotConfirmed("nothing was changed", "it was not confirmed");
            case NOBODY_THERE ->
                throw new NotConfirmed(what, "there is nobody to ask, and no --yes; nothing was changed");
        }
    }
}
