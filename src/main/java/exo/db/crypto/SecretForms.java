package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * How a secret may stand in a database's dump: as it is, escaped for a row, a statement, a URL or JSON, in hexadecimal,
 * in base64 and base64url wherever in a longer text these begin; and the text that this gives, with one byte or with
 * two for each letter (UTF-16), in hexadecimal and base64 once more, as a file of a key is when it is a bytea or part
 * of a Kubernetes secret.
 */
final class SecretForms {
    /**
     * How a URL and two kinds of JSON, the latter also within a row, write the marks of base64 that mean more to them.
     */
    private static final List<Marks> MARKS = List.of(
            new Marks("%2B", "%2F"),
            new Marks("%2b", "%2f"),
            new Marks("+", "\\/"),
            new Marks("+", "\\\\/"),
            new Marks("\\u002B", "/"),
            new Marks("\\\\u002B", "/"));

    private final Audience audience;

    private SecretForms(Audience audience) {
        this.audience = audience;
    }

    /** Takes each form over, and clears it when it is no longer needed. */
    interface Audience {
        void add(String name, byte[] form);
    }

    private record Marks(String plus, String slash) {}

    /** The forms of a key, which may hold any bytes. */
    static void ofKey(String name, byte[] key, Audience audience) {
        SecretForms forms = new SecretForms(audience);
        forms.addAll(name, name + " as it is", key);
        audience.add(name + " as escaped bytea", byteaEscaped(key));
        audience.add(name + " as escaped bytea", copyEscaped(byteaEscaped(key)));
    }

    /** The forms of a text. */
    static void ofText(String name, byte[] text, Audience audience) {
        new SecretForms(audience).addAll(name, name, text);
    }

    private void addAll(String name, String asItIs, byte[] secret) {
        addWritten(asItIs, secret);
        addEncoded(name, secret, this::addText);
        addWide(name, secret);
    }

    private void addText(String name, byte[] text) {
        for (Marks marks : MARKS) {
            audience.add(name, marked(text, marks));
        }
        addEncoded(name, text, audience);
        addWide(name, text);
        audience.add(name, text);
    }

    private void addWide(String name, byte[] text) {
        byte[] wide = wide(text);
        addEncoded(name + " in UTF-16", wide, audience);
        audience.add(name + " in UTF-16", wide);
    }

    /** As text has it: by itself, in a URL and in JSON, each of which a row or a statement may hold. */
    private void addWritten(String name, byte[] secret) {
        for (byte[] text : List.of(
                secret.clone(),
                percentEncoded(secret, HexFormat.of().withUpperCase()),
                percentEncoded(secret, HexFormat.of()),
                escaped(secret, "\\\"\t\n\r\b\f", "\\\"tnrbf"))) {
            audience.add(name, copyEscaped(text));
            audience.add(name, quoteEscaped(text));
            audience.add(name, text);
        }
    }

    private static void addEncoded(String name, byte[] secret, Audience audience) {
        audience.add(name + " in hexadecimal", hexadecimal(secret, HexFormat.of()));
        audience.add(
                name + " in hexadecimal", hexadecimal(secret, HexFormat.of().withUpperCase()));
        for (int before = 0; before < 3; before++) {
            audience.add(name + " in base64", base64(Base64.getEncoder(), secret, before));
            audience.add(name + " in base64url", base64(Base64.getUrlEncoder(), secret, before));
        }
    }

    private static byte[] hexadecimal(byte[] bytes, HexFormat digits) {
        byte[] text = new byte[2 * bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            text[2 * index] = (byte) digits.toHighHexDigit(bytes[index]);
            text[2 * index + 1] = (byte) digits.toLowHexDigit(bytes[index]);
        }
        return text;
    }

    /** Of two bytes each, whichever comes first: what they begin or end with besides is not looked for. */
    private static byte[] wide(byte[] text) {
        byte[] wide = new byte[2 * text.length - 1];
        for (int index = 0; index < text.length; index++) {
            wide[2 * index] = text[index];
        }
        return wide;
    }

    private static byte[] marked(byte[] text, Marks marks) {
        byte[] marked = new byte[text.length * Math.max(marks.plus.length(), marks.slash.length())];
        int length = 0;
        for (byte value : text) {
            byte[] written = switch (value) {
                case '+' -> marks.plus.getBytes(ISO_8859_1);
                case '/' -> marks.slash.getBytes(ISO_8859_1);
                default -> new byte[] {value};
            };
            System.arraycopy(written, 0, marked, length, written.length);
            length += written.length;
        }
        return exactly(marked, length);
    }

    /** What the digits are whatever stands before and after, when so many bytes of a group of three come before. */
    private static byte[] base64(Base64.Encoder encoder, byte[] key, int before) {
        byte[] padded = new byte[before + key.length];
        System.arraycopy(key, 0, padded, before, key.length);
        byte[] digits = encoder.withoutPadding().encode(padded);
        int first = (before * Byte.SIZE + 5) / 6;
        int last = padded.length * Byte.SIZE / 6;
        byte[] certain = Arrays.copyOfRange(digits, first, last);
        Arrays.fill(padded, (byte) 0);
        Arrays.fill(digits, (byte) 0);
        return certain;
    }

    /** As COPY's text format writes it. */
    private static byte[] copyEscaped(byte[] bytes) {
        return escaped(bytes, "\\\t\n\r\b\f\u000b", "\\tnrbfv");
    }

    /** As a string constant writes it. */
    private static byte[] quoteEscaped(byte[] bytes) {
        byte[] escaped = new byte[2 * bytes.length];
        int length = 0;
        for (byte value : bytes) {
            escaped[length++] = value;
            if (value == '\'') {
                escaped[length++] = value;
            }
        }
        return exactly(escaped, length);
    }

    private static byte[] escaped(byte[] bytes, String special, String letters) {
        byte[] escaped = new byte[2 * bytes.length];
        int length = 0;
        for (byte value : bytes) {
            int kind = special.indexOf(value);
            if (kind >= 0) {
                escaped[length++] = '\\';
            }
            escaped[length++] = kind >= 0 ? (byte) letters.charAt(kind) : value;
        }
        return exactly(escaped, length);
    }

    /** As a URL has what is not a letter, a digit or one of the four marks that never need it. */
    private static byte[] percentEncoded(byte[] bytes, HexFormat digits) {
        byte[] encoded = new byte[3 * bytes.length];
        int length = 0;
        for (byte value : bytes) {
            if (Character.isLetterOrDigit(value) || "-._~".indexOf(value) >= 0) {
                encoded[length++] = value;
            } else {
                encoded[length++] = '%';
                encoded[length++] = (byte) digits.toHighHexDigit(value);
                encoded[length++] = (byte) digits.toLowHexDigit(value);
            }
        }
        return exactly(encoded, length);
    }

    /** The old output format of bytea: what is not printable is a backslash and three octal digits. */
    private static byte[] byteaEscaped(byte[] bytes) {
        byte[] escaped = new byte[4 * bytes.length];
        int length = 0;
        for (byte value : bytes) {
            if (value == '\\') {
                escaped[length++] = '\\';
                escaped[length++] = '\\';
            } else if (value >= ' ' && value < 0x7f) {
                escaped[length++] = value;
            } else {
                escaped[length++] = '\\';
                for (int shift = 6; shift >= 0; shift -= 3) {
                    escaped[length++] = (byte) ('0' + (((value & 0xff) >> shift) & 7));
                }
            }
        }
        return exactly(escaped, length);
    }

    private static byte[] exactly(byte[] bytes, int length) {
        byte[] exact = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return exact;
    }
}
