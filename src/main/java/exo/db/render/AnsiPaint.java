package exo.db.render;

import org.fusesource.jansi.Ansi;
import org.fusesource.jansi.Ansi.Attribute;
import org.fusesource.jansi.Ansi.Color;

/**
 * Colours by escape sequences that can be read on white and on black alike: neither yellow, cyan or white, which vanish
 * on white, nor blue, which vanishes on black, nor faint or bright ones, which terminals take for anything. Green,
 * which is pale on white, is only for what may be overlooked.
 */
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
        return coloured(Color.MAGENTA, text);
    }

    @Override
    public String bad(String text) {
        return coloured(Color.RED, text);
    }

    private static String coloured(Color colour, String text) {
        return Ansi.ansi().fg(colour).a(text).reset().toString();
    }
}
