package exo.db.command;

import exo.db.command.option.CommonOptions;
import exo.db.crypto.RootKey;
import exo.db.database.ConnectionTarget;
import exo.db.database.Database;
import exo.db.engine.PlanExecutor;
import exo.db.engine.RunLog;
import exo.db.migrate.BootCheck;
import exo.db.migrate.MigrateService;
import exo.db.partition.PartitionService;
import exo.db.render.Renderer;
import exo.db.render.Terminal;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;

/** Runs command lines in this process against a test's database, without a terminal and without a key. */
final class TestCommand {
    private final TestDatabase database;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    TestCommand(TestDatabase database) {
        this.database = database;
    }

    /** Runs one line and returns the exit code. */
    int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        Terminal terminal = Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandTree(new TestServices(database, terminal)).execute(arguments);
    }

    /** What the last line printed as its result. */
    String out() {
        return out.toString();
    }

    /** What the last line said beside its result. */
    String err() {
        return err.toString();
    }

    /** The services that need no key. */
    private record TestServices(TestDatabase testDatabase, Terminal terminal) implements Services {
        @Override
        public ConnectionTarget target(CommonOptions options, Renderer renderer) {
            return TestSessions.settings(testDatabase.dsn()).target();
        }

        @Override
        public Database database(Renderer renderer) {
            return new Database(TestSessions.timing(), renderer::progress);
        }

        @Override
        public RootKey rootKey(Database database, ConnectionTarget target, Renderer renderer) {
            throw new UnsupportedOperationException("no key");
        }

        @Override
        public BootCheck bootCheck(RootKey key) {
            throw new UnsupportedOperationException("no key");
        }

        @Override
        public MigrateService migrate(RootKey key) {
            throw new UnsupportedOperationException("no key");
        }

        @Override
        public PlanExecutor executor() {
            return new PlanExecutor(TestSessions.timing());
        }

        @Override
        public RunLog runs() {
            return new RunLog("test", "0");
        }

        @Override
        public PartitionService partitions() {
            return new PartitionService(Clock.systemUTC());
        }
    }
}
