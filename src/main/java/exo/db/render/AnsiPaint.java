package exo.db.render;

import org.fusesource.jansi.Ansi;
import org.fusesource.jansi.Ansi.Attribute;
import org.fusesource.jansi.Ansi.Color;

/** Colours by escape sequences; the sixteen basic ones, so that light and dark terminals both show them well. */
final class AnsiPaint implements Paint {
    @Override
    public String strong(String text) {
        return Ansi.ansi().a(Attribute.INTENSITY_BOLD).a(text).reset().toString();
    }

    @Override
    public String good(String text) {
        return coloured(Color.GREEN, text);
    }

    @Override
    public String warning(String text) {
        return coloured(Color.YELLOW, text);
    }

    @Override
    public String bad(String text) {
        return coloured(Color.RED, text);
    }

    @Override
    public String faint(String text) {
        return Ansi.ansi().a(Attribute.INTENSITY_FAINT).a(text).reset().toString();
    }

    private static String coloured(Color colour, String text) {
        return Ansi.ansi().fg(colour).a(text).reset().toString();
    }
}
