package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** One result in the forms that it can be printed in; each report has its own. */
public interface Rendering {
    /** For people. */
    void text(TextOutput out);

    /** For programs: exactly one JSON value. Keys are a contract: they are added, never renamed. */
    void json(JsonGenerator json) throws IOException;
}
