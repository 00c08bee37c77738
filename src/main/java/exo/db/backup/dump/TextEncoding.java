package exo.db.backup.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The encoding that a dump's text is in, as its {@code SET client_encoding} names it. Everybody else gets UTF-8.
 *
 * <p>Every encoding that a client can have leaves tabs, line feeds and quotes what they are in ASCII, so that rows and
 * lines can be found before they are turned into UTF-8; a backslash may be half a character.
 */
final class TextEncoding {
    private static final Pattern SETTING =
            Pattern.compile("SET client_encoding (?:=|TO) '([^']+)'", Pattern.CASE_INSENSITIVE);

    /** PostgreSQL's names that Java does not know, or knows for another encoding. */
    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            Map.entry("LATIN1", "ISO-8859-1"),
            Map.entry("LATIN2", "ISO-8859-2"),
            Map.entry("LATIN3", "ISO-8859-3"),
            Map.entry("LATIN4", "ISO-8859-4"),
            Map.entry("LATIN5", "ISO-8859-9"),
            Map.entry("LATIN7", "ISO-8859-13"),
            Map.entry("LATIN9", "ISO-8859-15"),
            Map.entry("LATIN10", "ISO-8859-16"),
            Map.entry("WIN866", "IBM866"),
            Map.entry("WIN874", "x-windows-874"),
            Map.entry("KOI8R", "KOI8-R"),
            Map.entry("KOI8U", "KOI8-U"),
            Map.entry("EUC_CN", "GB2312"),
            Map.entry("EUC_TW", "x-EUC-TW"),
            Map.entry("SJIS", "windows-31j"),
            Map.entry("UHC", "x-windows-949"),
            Map.entry("JOHAB", "x-Johab"));

    private String name = "UTF8";
    private boolean isUtf8 = true;
    private @Nullable Charset charset;

    /** Minds a statement that sets it. */
    void heed(String sql) {
        Matcher setting = SETTING.matcher(sql);
        if (setting.lookingAt()) {
            name = setting.group(1).toUpperCase(Locale.ROOT);
            isUtf8 = name.equals("UTF8") || name.equals("UNICODE") || name.equals("UTF-8");
            charset = isUtf8 ? null : charset(name);
        }
    }

    /** Whether text is as everybody expects it. */
    boolean isUtf8() {
        return isUtf8;
    }

    /** For messages. */
    String name() {
        return name;
    }

    /**
     * Text; where the encoding says nothing of letters beyond ASCII, as {@link Bytes#text} takes them.
     *
     * @throws CharacterCodingException where these bytes are none in this encoding
     */
    String text(byte[] bytes, int from, int length) throws CharacterCodingException {
        return charset == null
                ? Bytes.text(bytes, from, length)
                : charset.newDecoder()
                        .decode(ByteBuffer.wrap(bytes, from, length))
                        .toString();
    }

    /** As {@link #text}, in UTF-8. */
    byte[] utf8(byte[] bytes, int from, int length) throws CharacterCodingException {
        return text(bytes, from, length).getBytes(UTF_8);
    }

    private static @Nullable Charset charset(String name) {
        String known = JAVA_NAMES.getOrDefault(
                name,
                name.replaceFirst("^WIN(?=\\d)", "windows-")
                        .replaceFirst("^ISO_", "ISO-")
                        .replace('_', '-'));
        return Charset.isSupported(known) ? Charset.forName(known) : null;
    }
}
