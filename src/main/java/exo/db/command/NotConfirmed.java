package exo.db.command;

import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;

/** What takes something away was neither confirmed beforehand nor by a person; nothing was changed. */
final class NotConfirmed extends ExoException {
    private static final long serialVersionUID = 1L;

    NotConfirmed(String what, String why) {
        super(
                ExitStatus.REFUSED,
                "consent.missing",
                what,
                why,
                "if that is what you want, run it again with --yes",
                null);
    }
}
