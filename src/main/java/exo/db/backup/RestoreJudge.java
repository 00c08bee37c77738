package exo.db.backup;

import exo.db.backup.RestoreFacts.Stored;
import exo.db.failure.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what the state of a restored database means. */
final class RestoreJudge {
    private RestoreJudge() {}

    /**
     * @param declaredVersion of the schema that this version of the tool knows
     * @param manifest of the dump; null where none was given
     */
    static List<Finding> judge(RestoreFacts facts, long declaredVersion, @Nullable Manifest manifest) {
        List<Finding> findings = new ArrayList<>();
        schema(facts, declaredVersion, manifest, findings);
        if (!facts.invalidIndexes().isEmpty()) {
            findings.add(Finding.critical(
                    "drill.index", "indexes are not valid: " + facts.invalidIndexes(), "take another backup"));
        }
        if (!facts.unvalidated().isEmpty()) {
            findings.add(Finding.warning(
                    "drill.constraint",
                    "constraints are not validated: " + facts.unvalidated(),
                    "they were not when the dump was made: run exo-db-cli migrate on the live database"));
        }
        if (!facts.shortSequences().isEmpty()) {
            findings.add(Finding.critical(
                    "drill.sequence",
                    "sequences would give numbers that are taken: " + facts.shortSequences(),
                    "after a restore, set them past the largest number with setval"));
        }
        return findings;
    }

    private static void schema(
            RestoreFacts facts, long declaredVersion, @Nullable Manifest manifest, List<Finding> findings) {
        Stored stored = facts.stored();
        if (stored == null) {
            findings.add(Finding.critical(
                    "drill.schema",
                    "what was restored is not a database of Exo's: it has no schema_state",
                    "see that this is a dump of Exo's database, and name its schema with --schema"));
        } else if (manifest != null) {
            if (!facts.fingerprint().equals(manifest.catalogFingerprint())) {
                findings.add(differs("the one in the manifest"));
            }
        } else if (stored.version() == declaredVersion && !stored.fingerprint().equals(facts.fingerprint())) {
            findings.add(differs("the one that schema_state keeps"));
        }
    }

    private static Finding differs(String other) {
        return Finding.critical(
                "drill.schema",
                "the catalog of the restored database is not " + other
                        + ": tables, columns, indexes or constraints are missing or changed",
                "see what failed above; exo-db-cli migrate --dry-run on a restored database names what is missing");
    }
}
