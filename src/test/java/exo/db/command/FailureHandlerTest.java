package exo.db.command;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.command.option.CommonOptions;
import exo.db.command.option.Configuration;
import exo.db.render.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class FailureHandlerTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsProgramsOfABugInOneObjectWithoutTheMessageThatNobodyVetted() {
        int code = run("--output", "json");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("{\"error\":{\"code\":1,\"id\":\"bug\",")
                .contains("IllegalStateException at exo.db.command.FailureHandlerTest$Broken.call")
                .endsWith("}}\n")
                .hasLineCount(1);
        assertThat(err.toString()).doesNotContain("a value that may be secret");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void showsPeopleTheTraceOfABug() {
        int code = run();

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("this is a bug in exo-db-cli", "at exo.db.command.FailureHandlerTest$Broken");
    }

    private int run(String... arguments) {
        Broken broken = new Broken();
        Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(err));
        return new CommandLine(broken)
                .setExecutionExceptionHandler(new FailureHandler(
                        terminal,
                        Clock.systemUTC(),
                        broken.options,
                        new ConfiguredOptions(Configuration.of(Map.of())),
                        () -> false))
                .execute(arguments);
    }

    @Command(name = "broken")
    private static final class Broken implements Callable<Integer> {
        @Mixin
        private final CommonOptions options = new CommonOptions();

        @Override
        public Integer call() {
            throw new IllegalStateException("a value that may be secret");
        }
    }
}
