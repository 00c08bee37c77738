package exo.db.sealing;

import exo.db.crypto.Cell;
import exo.db.crypto.CellText;
import exo.db.crypto.EnvelopeOpener;
import exo.db.crypto.Keyring;
import exo.db.crypto.Opened;
import exo.db.database.Session;

/** Opens values under whatever key the database has by now. For one thread. */
final class ValueOpener implements AutoCloseable {
    private final OpenKeyring keyring;
    private final Session session;
    private Keyring reading;
    private EnvelopeOpener opener;

    /** @param session to read the keyring again with */
    ValueOpener(OpenKeyring keyring, Session session) {
        this.keyring = keyring;
        this.session = session;
        this.reading = keyring.latest();
        this.opener = new EnvelopeOpener(reading);
    }

    Opened open(Cell cell, CellText text) {
        Opened opened = opener.open(cell, text);
        return opened instanceof Opened.UnknownKid unknown ? again(cell, text, unknown) : opened;
    }

    @Override
    public void close() {
        opener.close();
    }

    private Opened again(Cell cell, CellText text, Opened.UnknownKid unknown) {
        Keyring latest = keyring.with(unknown.kid(), session);
        if (latest.equals(reading)) {
            return unknown;
        }
        opener.close();
        reading = latest;
        opener = new EnvelopeOpener(reading);
        return opener.open(cell, text);
    }
}
