package exo.db.render;

import exo.db.failure.Finding;
import java.util.List;

/** What checks found, for people: how bad, what, and what to do about it. */
final class FindingText {
    private FindingText() {}

    static void write(TextOutput out, List<Finding> findings) {
        for (Finding finding : findings) {
            String label = finding.severity().word() + " " + finding.id() + ": ";
            String painted = switch (finding.severity()) {
                case WARNING -> out.paint().warning(label);
                case CRITICAL -> out.paint().bad(label);
            };
            out.line(painted + finding.what());
            out.line("  next: " + finding.next());
        }
    }
}
