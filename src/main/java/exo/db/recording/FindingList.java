package exo.db.recording;

import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers findings without letting a volume that is wholly lost fill the memory. */
final class FindingList {
    /** Enough to see the pattern. */
    private static final int EACH = 100;

    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void error(String id, String what, String next) {
        add(new Finding(id, Severity.CRITICAL, what, next));
    }

    void warning(String id, String what, String next) {
        add(new Finding(id, Severity.WARNING, what, next));
    }

    private void add(Finding finding) {
        if (counts.merge(finding.id(), 1, Integer::sum) <= EACH) {
            findings.add(finding);
        }
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>(findings);
        counts.forEach((id, count) -> {
            if (count > EACH) {
                all.add(new Finding(
                        id, severity(id), (count - EACH) + " more of these", "cure those named, then check again"));
            }
        });
        return all;
    }

    private Severity severity(String id) {
        return findings.stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .map(Finding::severity)
                .orElseThrow();
    }
}
