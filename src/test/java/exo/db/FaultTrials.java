package exo.db;

import exo.db.CommandClient.Running;
import exo.db.testing.StruckServer;
import exo.db.testing.TestDatabase;
import exo.db.testing.WireProxy;
import exo.db.testing.WireProxy.Place;
import exo.db.testing.WireProxy.Verdict;
import exo.db.testing.WireProxy.Victim;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one command again and again, each time on a copy of the database that it was made for, and holds what comes out
 * against a run that nobody disturbed.
 *
 * <p>It knows nothing of how a command goes about its work: what it strikes at are statements on the wire, and what it
 * looks at are the catalog, the rows, the tool's records and exit codes.
 */
final class FaultTrials {
    private final TestDatabase origin;
    private final FaultStep step;
    private final @Nullable StruckServer machine;
    private final FaultVerdict verdict;
    private final List<String> statements;

    /** Makes the database in one that is empty, and runs the command undisturbed on a copy of it. */
    FaultTrials(TestDatabase empty, FaultStep step) throws SQLException, IOException {
        this(empty, step, null);
    }

    /** @param machine the server of that database, where faults may strike at it as a whole */
    FaultTrials(TestDatabase empty, FaultStep step, @Nullable StruckServer machine) throws SQLException, IOException {
        this.origin = empty;
        this.step = step;
        this.machine = machine;
        step.prepare(empty);
        TestDatabase copy = empty.copy();
        try (WireProxy proxy = WireProxy.to(copy)) {
            CommandRun run = FaultVerdict.run(step, copy.dsnThrough(proxy));
            if (run.code() != 0) {
                throw new IllegalStateException(step.name() + " fails where nobody disturbs it: " + run.err());
            }
            this.statements = proxy.turns().stream().flatMap(List::stream).toList();
        }
        this.verdict = FaultVerdict.of(step, copy);
        copy.discard();
    }

    /** What the command is run with against a database. */
    static Map<String, String> environment(FaultStep step, String dsn) {
        Map<String, String> environment = new HashMap<>(step.environment());
        environment.put("EXO_DATABASE_DSN", dsn);
        return environment;
    }

    /** The numbers, from one, of the statements of an undisturbed run at which the fault means something. */
    List<Integer> places(Fault fault) {
        return IntStream.rangeClosed(1, statements.size())
                .filter(number -> fault.fits(statements.get(number - 1)))
                .boxed()
                .toList();
    }

    /** Strikes a run at one of its statements, from one, and runs the command again. */
    Trial strike(Fault fault, int statement, CommandClient client) throws SQLException, IOException {
        TestDatabase copy = origin.copy();
        if (fault.strikesTheMachine()) {
            // The server logs a sequence ahead, but not for a copy before the next checkpoint: it would count back.
            copy.execute("checkpoint");
        }
        CompletableFuture<String> struck = new CompletableFuture<>();
        JumpingClock clock = new JumpingClock(Clock.systemUTC());
        CommandRun run;
        try (WireProxy proxy = WireProxy.to(copy)) {
            CompletableFuture<Running> running = new CompletableFuture<>();
            proxy.strikeAt(place(fault, statement), fault.moment(), victim -> {
                struck.complete(victim.statement().lines().findFirst().orElse("begin"));
                return carryOut(fault, copy, victim, running, clock);
            });
            Running started = client.start(
                    environment(step, copy.dsnThrough(proxy)),
                    clock,
                    step.line().toArray(String[]::new));
            running.complete(started);
            run = started.end().get();
        }
        if (fault.strikesTheMachine() && machine != null) {
            machine.revive();
        }
        Trial trial = verdict.on(copy, fault + " " + statement, struck.getNow(""), List.of(run), fault.allowed());
        copy.discard();
        return trial;
    }

    /** Counts those that fit, since a run that is not quite the same has others between them. */
    private Place place(Fault fault, int statement) {
        int before = places(fault).indexOf(statement);
        AtomicInteger seen = new AtomicInteger();
        return (number, text) -> fault.fits(text) && seen.getAndIncrement() == before;
    }

    private Verdict carryOut(
            Fault fault, TestDatabase copy, Victim victim, CompletableFuture<Running> running, JumpingClock clock) {
        return switch (fault) {
            case CLIENT_KILLED_BEFORE, CLIENT_KILLED_DURING, CLIENT_KILLED_AFTER -> {
                running.join().kill().run();
                yield Verdict.CUT;
            }
            case SERVER_KILLED_BEFORE, SERVER_KILLED_DURING, SERVER_KILLED_AFTER -> {
                copy.terminate(victim.backend());
                yield Verdict.PASS_ON;
            }
            case CUT_BEFORE_IT_IS_SENT, CUT_AFTER_IT_IS_SENT, ANSWER_LOST, COMMIT_ANSWER_LOST -> Verdict.CUT;
            case SERVER_CRASHED -> {
                machine().crash();
                yield Verdict.PASS_ON;
            }
            case DISK_FULL -> {
                machine().fillDisk();
                yield Verdict.PASS_ON;
            }
            case CLOCK_JUMPS_AHEAD -> {
                clock.jump(Duration.ofDays(400));
                yield Verdict.PASS_ON;
            }
            case CLOCK_JUMPS_BACK -> {
                clock.jump(Duration.ofDays(-400));
                yield Verdict.PASS_ON;
            }
            case OVERTAKEN -> {
                List<String> hurried = new ArrayList<>(step.line());
                hurried.add("--lock-wait=1s");
                CommandRun.of(environment(step, copy.dsn()), hurried.toArray(String[]::new));
                yield Verdict.PASS_ON;
            }
            case INDEX_DROPPED -> {
                copy.execute("drop index " + Fault.built(victim.statement()));
                yield Verdict.PASS_ON;
            }
        };
    }

    private StruckServer machine() {
        if (machine == null) {
            throw new IllegalStateException("the server is not one of its own");
        }
        return machine;
    }

    /** Lets a run meet with something as a whole, and runs the command again. */
    Trial suffer(Hardship hardship, CommandClient client, Duration moment) throws SQLException, IOException {
        TestDatabase copy = origin.copy();
        Ordeal ordeal = new Ordeal(copy, environment(step, copy.dsn()), step.line(), client);
        List<CommandRun> runs = ordeal.meet(hardship, moment);
        Trial trial = verdict.on(copy, hardship.toString(), "the run", runs, hardship.allowed());
        copy.discard();
        return trial;
    }

    /** What an undisturbed copy, or one that was made to look like it, has otherwise than it should. */
    List<String> differences(TestDatabase copy) throws SQLException {
        List<String> wrong = new ArrayList<>(verdict.unfinished(copy));
        step.lost(copy).forEach(row -> wrong.add("lost: " + row));
        return wrong;
    }

    /** How long a run takes from its start to its end when nobody disturbs it. */
    Duration duration(CommandClient client) throws SQLException, IOException {
        TestDatabase copy = origin.copy();
        long start = System.nanoTime();
        CommandRun run = client.start(
                        environment(step, copy.dsn()),
                        Clock.systemUTC(),
                        step.line().toArray(String[]::new))
                .end()
                .get();
        if (run.code() != 0) {
            throw new IllegalStateException(step.name() + " fails where nobody disturbs it: " + run.err());
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        copy.discard();
        return taken;
    }
}
