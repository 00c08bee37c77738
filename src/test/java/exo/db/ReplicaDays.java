package exo.db;

import exo.db.maintenance.TaskName;
import exo.db.testing.OwnServer;
import exo.db.testing.WireProxy;
import exo.db.testing.WireProxy.Moment;
import exo.db.testing.WireProxy.Verdict;
import exo.db.testing.WireProxy.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Three replicas through days on each of which something happens to the one that leads, at a random statement of the
 * day's work or, where that has fewer, after it. What is due because it was never run is done before the first of them.
 *
 * <p>Time is moved in the database alone: a day passes by making the record of runs 24 hours older, a pause after a
 * failure by making the failed run an hour older, and the life of a lease by making it expire. What the replicas
 * measure by themselves (the trust in a lease, the pauses of the loop) is real.
 */
final class ReplicaDays implements AutoCloseable {
    private static final int REPLICAS = 3;

    /** A little more than the statements of a day with nothing in the way. */
    private static final int STATEMENTS = 220;

    /** In place of one session's process. */
    private static final int EVERY_SESSION = 0;

    private static final Duration LONGEST_DAY = Duration.ofMinutes(3);
    private static final Duration LONGEST_TAKE_OVER = Duration.ofSeconds(60);

    private static final String DAY_PASSES = """
            update maintenance_runs set started_at = started_at - interval '24 hours',
                finished_at = finished_at - interval '24 hours'""";

    /** Not of a run that goes on: it would end as one that is due again. */
    private static final String PAUSES_PASS = """
            update maintenance_runs set started_at = started_at - interval '1 hour'
            where (outcome <> 'ok' or outcome is null and (started_at < clock_timestamp() - interval '10 s'
                    or holder is distinct from (select holder from maintenance_leases)))
                and id >\s""";

    private static final String LEASE_PASSES =
            "update maintenance_leases set expires_at = clock_timestamp() - interval '1 ms'";

    private final OwnServer server;
    private final Random random;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Long> firstRuns = new ArrayList<>();
    private final List<ReplicaFault> faults = new ArrayList<>();

    ReplicaDays(Path directory, long seed) throws IOException, SQLException {
        this.random = new Random(seed);
        this.server = OwnServer.make(directory);
        server.start();
        CommandRun migrate = MigrateStage.migrateTo(server.dsn());
        if (migrate.code() != 0) {
            throw new IllegalStateException(migrate.err());
        }
        for (int number = 1; number <= REPLICAS; number++) {
            replicas.add(new Replica(server, Files.createDirectory(directory.resolve("replica-" + number)), number));
        }
        awaitFirstRuns();
    }

    /** A run that is made while the first day begins would be of no day, and be made older with it. */
    private void awaitFirstRuns() throws IOException, SQLException {
        long end = System.nanoTime() + LONGEST_DAY.toNanos();
        String lacking = lacking(0);
        while (!lacking.isEmpty()) {
            if (System.nanoTime() > end) {
                close();
                throw new IllegalStateException("not run at the start: " + lacking);
            }
            lacking = lacking(0);
        }
    }

    /** Has a day pass on which anything may happen. */
    String day() throws Exception {
        return day(any(ReplicaFault.values()));
    }

    /** Has a day pass, and returns what was wrong with it so far; empty where every task was run. */
    String day(ReplicaFault fault) throws Exception {
        Replica leader = leader();
        CompletableFuture<Boolean> struck = new CompletableFuture<>();
        long last = Long.parseLong(server.value("select coalesce(max(id), 0) from maintenance_runs"));
        faults.add(fault);
        firstRuns.add(last + 1);
        WireProxy network = leader.network();
        Moment moment = any(Moment.values());
        network.strikeAt(
                network.statements() + 1 + random.nextInt(STATEMENTS),
                moment,
                victim -> strike(fault, leader, victim, struck));
        server.execute(DAY_PASSES);

        String missing = awaitRuns(last, struck, fault);
        if (!struck.isDone()) {
            network.strikeAt(Long.MAX_VALUE, moment, victim -> Verdict.PASS_ON);
            happen(fault, leader, EVERY_SESSION);
            if (fault.endsTheLead()) {
                server.execute(LEASE_PASSES);
            }
        }
        for (Replica replica : replicas) {
            replica.recover();
        }
        return missing.isEmpty() ? "" : "day " + faults.size() + ", " + fault + ": not run: " + missing;
    }

    private <T> T any(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    /** Of a day, counted from 1, the tasks that were not run well exactly once by the beginning of the next. */
    List<String> miscounted(int day) throws SQLException {
        List<String> wrong = new ArrayList<>();
        String until = day < faults.size() ? " and id < " + firstRuns.get(day) : "";
        for (TaskName task : TaskName.values()) {
            String count = server.value("select count(*) from maintenance_runs where outcome = 'ok' and command = '"
                    + task.command() + "' and id >= " + firstRuns.get(day - 1) + until);
            if (!count.equals("1")) {
                wrong.add("day " + day + ", " + faults.get(day - 1) + ": " + task.word() + " " + count + " times");
            }
        }
        return wrong;
    }

    /** How long it takes after that, with nothing done about time, until another replica leads. */
    Duration takeOver(ReplicaFault fault) throws Exception {
        Replica leader = leader();
        long began = System.nanoTime();
        happen(fault, leader, EVERY_SESSION);
        String holder = holder();
        while (leader.is(holder) || holder.isEmpty()) {
            server.execute("select pg_sleep(0.1)");
            holder = holder();
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            if (taken.compareTo(LONGEST_TAKE_OVER) > 0) {
                return taken;
            }
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        leader.recover();
        return taken;
    }

    private Verdict strike(ReplicaFault fault, Replica leader, Victim victim, CompletableFuture<Boolean> struck) {
        try {
            happen(fault, leader, victim.backend());
            struck.complete(Boolean.TRUE);
            return fault == ReplicaFault.KILLED ? Verdict.CUT : Verdict.PASS_ON;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void happen(ReplicaFault fault, Replica leader, int backend)
            throws IOException, SQLException, InterruptedException {
        switch (fault) {
            case KILLED -> leader.kill();
            case FROZEN -> leader.signal("STOP");
            case CUT_OFF -> leader.network().fallSilent();
            case SERVER_RESTARTED -> {
                server.stop();
                server.start();
            }
            case SESSION_TERMINATED ->
                server.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name like 'exo-db-cli/%' and " + backend + " in (" + EVERY_SESSION
                        + ", pid)");
        }
    }

    /** The tasks without a good run when the day has become too long; empty when all have one. */
    private String awaitRuns(long last, CompletableFuture<Boolean> struck, ReplicaFault fault) throws Exception {
        long end = System.nanoTime() + LONGEST_DAY.toNanos();
        boolean leaseIsToPass = fault.endsTheLead();
        while (System.nanoTime() < end) {
            if (leaseIsToPass && isDone(struck)) {
                leaseIsToPass = false;
                server.execute(LEASE_PASSES);
            }
            if (struck.isDone()) {
                server.execute(PAUSES_PASS + last);
            }
            if (lacking(last).isEmpty()) {
                return "";
            }
        }
        return lacking(last);
    }

    /** Waits for it for a moment. */
    private static boolean isDone(CompletableFuture<Boolean> struck) throws Exception {
        try {
            return struck.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    private String lacking(long last) throws SQLException {
        List<String> lacking = new ArrayList<>();
        try {
            String run = server.value("select coalesce(string_agg(command, ' '), '') || ' ', pg_sleep(0.2)"
                    + " from maintenance_runs where outcome = 'ok' and id > " + last);
            for (TaskName task : TaskName.values()) {
                if (!run.contains(task.command() + " ")) {
                    lacking.add(task.word());
                }
            }
        } catch (SQLException restarting) {
            return "the server";
        }
        return String.join(", ", lacking);
    }

    private Replica leader() throws SQLException {
        while (true) {
            String holder = holder();
            for (Replica replica : replicas) {
                if (replica.is(holder)) {
                    return replica;
                }
            }
            server.execute("select pg_sleep(0.1)");
        }
    }

    private String holder() throws SQLException {
        return server.value(
                "select coalesce(max(holder), '') from maintenance_leases" + " where expires_at > clock_timestamp()");
    }

    @Override
    public void close() throws IOException {
        for (Replica replica : replicas) {
            replica.close();
        }
        server.close();
    }
}
