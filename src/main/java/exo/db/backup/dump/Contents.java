package exo.db.backup.dump;

import java.io.InputStream;

/** What a dump holds beside its table of contents. Read on a thread of its own. */
interface Contents {
    /** Gives all of it, from the beginning. */
    void pour(Sink sink);

    /** Takes what is read. */
    interface Sink {
        /** The data of an entry come next; a plain script has no entries. */
        void begin(TocEntry entry);

        void beginLargeObject(long oid);

        /** All bytes of a stream, which stays open. */
        void pour(InputStream stream);

        void endLargeObject();

        void end();
    }
}
