package exo.db.maintenance;

import exo.db.maintenance.StatusReport.Keyring;
import exo.db.maintenance.StatusReport.Keyring.Fit;
import exo.db.maintenance.StatusReport.Outlook;
import exo.db.maintenance.StatusReport.Partitions;
import exo.db.maintenance.StatusReport.Schema;
import exo.db.maintenance.StatusReport.UnfinishedStep;
import exo.db.schema.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What somebody should do next, and which command does it; the most pressing first. */
final class StatusAdvice {
    /** The hourly tasks have then been missed for a whole day. */
    private static final Duration TOO_QUIET = Duration.ofDays(1);

    /** As backup-check has it where nothing else is asked for. */
    private static final Duration ESCROW_MAX_AGE = Duration.ofDays(90);

    private static final String ESCROW_CHECK = "exo-db-cli bootstrap-keyring escrow-check --key-file FILE";

    private final List<Pending> advice = new ArrayList<>();

    private StatusAdvice() {}

    /**
     * The daemon as its runs show it.
     *
     * @param lastRun when it last did something that ended well
     * @param failing the tasks that have not ended well since their last success
     */
    record Daemon(Optional<Instant> lastRun, List<TaskName> failing, Instant now) {}

    static List<Pending> of(
            Schema schema, List<UnfinishedStep> unfinished, Keyring keyring, Partitions partitions, Daemon daemon) {
        StatusAdvice advisor = new StatusAdvice();
        advisor.onSchema(schema);
        advisor.onUnfinished(unfinished);
        if (schema.state() != Schema.State.EMPTY && schema.state() != Schema.State.UNUSABLE) {
            advisor.onKeyring(keyring);
            advisor.onEscrow(keyring, daemon.now());
            advisor.onPartitions(partitions);
            advisor.onDaemon(daemon);
        }
        return advisor.advice;
    }

    private void onSchema(Schema schema) {
        switch (schema.state()) {
            case EMPTY -> add("schema.empty", "the database is empty", "exo-db-cli migrate");
            case PENDING -> onPending(schema.outlook());
            case UNUSABLE ->
                add(
                        "schema.unusable",
                        String.join(", ", schema.outlook().pending()),
                        "connect to Exo's own database or schema, with a release that knows it");
            case NEWER, CURRENT -> {}
        }
    }

    /** Running again does what can be done; what is left out waits for somebody, by its own advice. */
    private void onPending(Outlook outlook) {
        if (!outlook.refusals().isEmpty()) {
            add(
                    "schema.pending",
                    "migrate is not possible here",
                    "see to what is named above, then run exo-db-cli migrate");
        } else if (outlook.changes().isEmpty()) {
            add(
                    "schema.pending",
                    "migrate leaves out " + outlook.leftOut().size(),
                    "see to what is left out, then run exo-db-cli migrate");
        } else {
            add("schema.pending", "something is pending", "exo-db-cli migrate --dry-run");
        }
    }

    private void onUnfinished(List<UnfinishedStep> steps) {
        for (UnfinishedStep step : steps) {
            switch (step.state()) {
                case RUNNING -> {}
                case ABANDONED ->
                    add("step.abandoned", step.runner() + " did not finish: " + step.step(), "exo-db-cli migrate");
                case FAILED -> add("step.failed", step.runner() + " failed: " + step.step(), "exo-db-cli migrate");
            }
        }
    }

    private void onKeyring(Keyring keyring) {
        if (keyring.entries().isEmpty()) {
            add("keyring.missing", "there is no keyring", "exo-db-cli bootstrap-keyring");
        } else if (keyring.fit() == Fit.ANOTHER_KEY) {
            add("key.wrong", "the key at hand is not the keyring's", "set EXO_ENCRYPTION_KEY to the right one");
        }
        if (keyring.key() instanceof KeyAtHand.Unusable unusable) {
            add(
                    unusable.failure().id(),
                    unusable.failure().what(),
                    unusable.failure().next());
        }
    }

    /** What nobody notices until the key is lost. */
    private void onEscrow(Keyring keyring, Instant now) {
        if (keyring.entries().isEmpty()) {
            return;
        }
        keyring.comingRootKey()
                .ifPresent(coming -> add(
                        "rewrap.open",
                        "the change to root key " + coming + " is not finished",
                        "exo-db-cli bootstrap-keyring rewrap --finish"));
        Optional<Instant> proved = keyring.escrowVerifiedAt();
        if (proved.isEmpty()) {
            add("escrow.unproved", "no copy of the root key was ever proved", ESCROW_CHECK);
        } else if (proved.get().plus(ESCROW_MAX_AGE).isBefore(now)) {
            long days = Duration.between(proved.get(), now).toDays();
            add("escrow.old", "the copy of the root key was last proved " + days + " days ago", ESCROW_CHECK);
        }
    }

    private void onPartitions(Partitions partitions) {
        for (Partitions.Monthly table : partitions.tables()) {
            if (table.monthsAhead() < 1) {
                add(
                        "partition.missing",
                        table.name() + " lacks the partition of this month or the next",
                        "exo-db-cli migrate");
            }
            if (table.defaultRows() > 0) {
                add(
                        "partition.default",
                        table.name() + " has rows in its default partition",
                        "exo-db-cli partitions list");
            }
        }
    }

    private void onDaemon(Daemon daemon) {
        boolean quiet = daemon.lastRun()
                .map(last -> last.plus(TOO_QUIET).isBefore(daemon.now()))
                .orElse(true);
        if (quiet) {
            String what =
                    daemon.lastRun().isPresent() ? "no daemon has worked for a day" : "no daemon has ever worked here";
            add("maintenance.quiet", what, "exo-db-cli serve-maintenance");
        }
        for (TaskName task : daemon.failing()) {
            add(
                    "maintenance.failing",
                    "the task " + task.word() + " did not end well",
                    whatSaysWhy(task) + " says why; then exo-db-cli serve-maintenance --once --task " + task.word());
        }
    }

    /** Running a task again that leaves something out, such as what wants {@code --allow}, leaves it out again. */
    private static String whatSaysWhy(TaskName task) {
        return "exo-db-cli "
                + switch (task) {
                    case CREATE -> "partitions ensure --dry-run";
                    case DEFAULT_CHECK -> "partitions check";
                    case DROP -> "partitions drop-expired --dry-run";
                    case PURGE -> "retention enforce --dry-run";
                    case SEAL -> "bootstrap-keyring seal --dry-run";
                    case RECORDINGS -> "recordings prune --dry-run";
                    case HEALTH -> "migrate --dry-run";
                };
    }

    private void add(String id, String what, String next) {
        advice.add(new Pending(id, what, next));
    }
}
