package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.Waiting;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How it is told that the database is waited for. */
final class WaitingTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aLogGetsALineAtOnceAndEveryFifteenSeconds() {
        Renderer renderer = renderer(Output.TABLE, Terminal.Lines.STAY);

        tell(renderer, 0, 2, 14, 16, 18, 31);

        assertThat(err).hasToString("""
                migrate: waiting for the database, 1 min 0 s left: refused
                migrate: waiting for the database, 44 s left: refused
                migrate: waiting for the database, 29 s left: refused
                """);
    }

    @Test
    void aTerminalShowsOneLineThatChangesAndIsGoneBeforeTheNext() {
        Renderer renderer = renderer(Output.TABLE, Terminal.Lines.REPLACEABLE);

        tell(renderer, 0, 2);
        renderer.result(new Silence());

        String[] lines = err.toString().split("\r", -1);
        assertThat(lines).hasSize(4);
        assertThat(lines[1]).contains("waiting for the database, 1 min 0 s left: refused");
        assertThat(lines[2]).contains("waiting for the database, 58 s left: refused");
        assertThat(lines[3]).isEqualTo("\u001b[K");
        assertThat(err.toString()).doesNotContain("\n");
    }

    @Test
    void whoeverSpeaksNextTakesTheLineBack() {
        tell(renderer(Output.TABLE, Terminal.Lines.REPLACEABLE), 0);
        String before = err.toString();

        renderer(Output.TABLE, Terminal.Lines.REPLACEABLE).warning("it is not there", "");

        assertThat(err.toString().substring(before.length()))
                .startsWith("\r\u001b[K")
                .contains("it is not there\n");
    }

    @Test
    void aProgramThatReadsJsonIsToldNothing() {
        tell(renderer(Output.JSON, Terminal.Lines.STAY), 0, 30);

        assertThat(err).hasToString("");
    }

    private static void tell(Renderer renderer, int... seconds) {
        for (int elapsed : seconds) {
            renderer.waiting(new Waiting("refused", Duration.ofSeconds(elapsed), Duration.ofSeconds(60L - elapsed)));
        }
    }

    private Renderer renderer(Output output, Terminal.Lines lines) {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                Terminal.Manners.NONE,
                new Terminal.Manners(Terminal.Colour.PLAIN, lines, Width.ANY),
                null);
        return new Renderer("migrate", output, Renderer.Detail.NORMAL, terminal);
    }

    /** A result without a word. */
    private static final class Silence implements Rendering {
        @Override
        public void text(TextOutput out) {}

        @Override
        public void json(JsonGenerator json) {}
    }
}
