package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** A table at terminals of several widths. */
final class TextTableTest {
    private final TextTable table = new TextTable("MONTH", "ROWS", "", "WHY IT STAYS");

    TextTableTest() {
        table.row("2026-03", 7, "##########", "held by a retention hold");
        table.row("2026-04", 12, "###", "");
    }

    @Test
    void hasAlignedColumnsWhereThereIsRoom() {
        assertThat(shown("")).isEqualTo("""
                MONTH    ROWS              WHY IT STAYS
                2026-03  7     ##########  held by a retention hold
                2026-04  12    ###
                """);
    }

    @Test
    void losesThePictureFirst() {
        assertThat(shown("40")).isEqualTo("""
                MONTH    ROWS  WHY IT STAYS
                2026-03  7     held by a retention hold
                2026-04  12
                """);
    }

    @Test
    void thenCellsTakeSeveralLines() {
        assertThat(shown("30")).isEqualTo("""
                MONTH    ROWS  WHY IT STAYS
                2026-03  7     held by a
                               retention hold
                2026-04  12
                """);
    }

    @Test
    void thenEachRowBecomesABlock() {
        assertThat(shown("22")).isEqualTo("""
                MONTH
                2026-03
                  rows: 7
                  why it stays: held by a retention hold
                2026-04
                  rows: 12
                """);
    }

    @Test
    void showsWhatATerminalWouldObey() {
        TextTable names = new TextTable("NAME");
        names.row("a\u001b[2Jb");

        assertThat(names.rows(Width.ANY).get(1)).containsExactly("a\\u001b[2Jb");
    }

    private String shown(String columns) {
        StringWriter out = new StringWriter();
        Terminal.Manners manners = new Terminal.Manners(Terminal.Colour.PLAIN, Terminal.Lines.STAY, Width.of(columns));
        new TextOutput(new PrintWriter(out, true), manners).table(table);
        return out.toString();
    }
}
