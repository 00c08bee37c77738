package exo.db.sealing;

import exo.db.database.Session;
import exo.db.failure.Finding;
import exo.db.failure.Finding.Severity;
import exo.db.schema.Pending;
import exo.db.sealing.HomeSealing.Ending;
import exo.db.sealing.HomeSealing.Written;
import exo.db.sealing.SealPlan.Work;
import exo.db.sealing.SealReport.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run over all tables: what it has done so far, what it found and what it leaves. */
final class SealRun {
    private final Session session;
    private final HomeSealing.Tools tools;
    private final List<SealReport.Column> columns = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();

    SealRun(Session session, HomeSealing.Tools tools) {
        this.session = session;
        this.tools = tools;
    }

    SealReport report() {
        return new SealReport(tools.plan().kid(), columns, findings, pending);
    }

    /** Works through all homes of a table; then its columns count as sealed where nothing stands against it. */
    void seal(EncryptedTable table) {
        List<String> planned = table.present().stream()
                .filter(column -> tools.plan().work(table.name(), column).isDone())
                .toList();
        if (planned.isEmpty()) {
            return;
        }
        Map<String, Written> written = new LinkedHashMap<>();
        Map<String, ColumnTally> left = new LinkedHashMap<>();
        Set<Ending> endings = new LinkedHashSet<>();
        HomeWalk.each(session, table, home -> {
            if (tools.isToStop()) {
                endings.add(Ending.STOPPED);
                return;
            }
            HomeSealing sealing = new HomeSealing(tools, table, home);
            try {
                endings.add(sealing.seal(session));
            } finally {
                sealing.written().forEach((column, more) -> written.merge(column, more, Written::and));
                sealing.addLeft(left);
            }
        });
        tell(table, endings);
        for (String column : planned) {
            judge(table, column, left);
            columns.add(column(table, column, written.getOrDefault(column, Written.NOTHING), endings));
        }
    }

    private void tell(EncryptedTable table, Set<Ending> endings) {
        if (endings.contains(Ending.STOPPED)) {
            pending.add(new Pending(
                    "seal.stopped",
                    "the rest of " + table.name() + " is left: it was told to stop, or another key seals now",
                    "nothing: the next run goes on"));
        } else if (endings.contains(Ending.LEFT)) {
            pending.add(new Pending(
                    "seal.writers",
                    "values of " + table.name() + " are left: somebody holds their rows, or goes on to write plaintext"
                            + " or under an older key",
                    "end what still runs an older image, then run again"));
        }
    }

    private void judge(EncryptedTable table, String column, Map<String, ColumnTally> left) {
        ColumnTally tally = left.get(column);
        if (tally != null) {
            ColumnFacts facts = tally.facts(0);
            findings.addAll(ValueJudge.unreadable(facts));
            if (facts.plaintext().count() > 0) {
                findings.add(ValueJudge.unsealed(facts));
            }
        }
        for (ValueHome home : table.homesOf(column)) {
            home.columns().stream()
                    .filter(found -> found.name().equals(column) && !found.takesEnvelopes())
                    .forEach(found -> findings.add(new Finding(
                            "value.no-room",
                            Severity.WARNING,
                            home.relation() + "." + column + " is " + found.type() + ": nothing was sealed there",
                            home.whereabouts() == ValueHome.Whereabouts.IN_TRASH
                                    ? "nothing: it goes when the trash is emptied"
                                    : "run exo-db-cli migrate, which makes room, then seal again")));
        }
    }

    private SealReport.Column column(EncryptedTable table, String column, Written written, Set<Ending> endings) {
        Work work = tools.plan().work(table.name(), column);
        Standing standing = work != Work.SEAL
                ? Standing.SEALED_BEFORE
                : isDeclared(table, column, endings) ? Standing.SEALED_NOW : Standing.OPEN;
        return new SealReport.Column(table.name(), column, written.sealed(), written.sealedAnew(), standing);
    }

    private boolean isDeclared(EncryptedTable table, String column, Set<Ending> endings) {
        boolean done = endings.stream().allMatch(Ending.DONE::equals);
        if (!done) {
            return false;
        }
        List<ValueHome> homes = EncryptedTables.read(session).stream()
                .filter(found -> found.name().equals(table.name()))
                .flatMap(found -> found.homesOf(column).stream())
                .toList();
        boolean declared = SealQueries.declare(session, table.place(column), column, homes);
        boolean hasRoom = homes.stream()
                .flatMap(home -> home.columns().stream())
                .allMatch(found -> !found.name().equals(column) || found.takesEnvelopes());
        if (!declared && hasRoom) {
            pending.add(new Pending(
                    "seal.plaintext",
                    table.place(column) + " is not declared sealed: plaintext was written to it while it was sealed",
                    "end what still runs an older image, then run again"));
        }
        return declared;
    }
}
