package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines broken for a terminal. */
final class WidthTest {
    private static final Width FORTY = Width.of("40");

    @Test
    void aLineThatFitsStaysAsItIs() {
        assertThat(FORTY.broken("a".repeat(40))).containsExactly("a".repeat(40));
    }

    @Test
    void aSentenceGoesOnBelowItselfAndNotBelowItsLabels() {
        assertThat(FORTY.broken("why:    the server cannot serve another connection, or is none"))
                .containsExactly("why:    the server cannot serve another", "        connection, or is none");
        assertThat(FORTY.broken("  next: the server cannot serve another connection"))
                .containsExactly("  next: the server cannot serve another", "    connection");
    }

    @Test
    void aCommandStaysInOnePieceToBePasted() {
        assertThat(FORTY.broken("nobody did: exo-db-cli retention erase prod --yes; then look again"))
                .containsExactly("nobody did:", "  exo-db-cli retention erase prod --yes;", "  then look again");
    }

    @Test
    void aNameThatIsTooLongIsNotBroken() {
        String name = "n".repeat(50);

        assertThat(FORTY.broken("table " + name + " is gone")).containsExactly("table", "  " + name, "  is gone");
    }

    @Test
    void coloursTakeNoPlace() {
        String painted = "\u001b[31m" + "a".repeat(20) + "\u001b[m " + "b".repeat(19);

        assertThat(FORTY.broken(painted)).containsExactly(painted);
    }

    @Test
    void charactersOfTheEastTakeTwoColumnsAndAccentsNone() {
        assertThat(Width.taken("\u672c\u756a")).isEqualTo(4);
        assertThat(Width.taken("e\u0301")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "7", "many", "-80", "99999"})
    void aWidthThatCannotBeTrueIsTakenForNone(String told) {
        assertThat(Width.of(told).broken("a b ".repeat(100))).hasSize(1);
    }
}
