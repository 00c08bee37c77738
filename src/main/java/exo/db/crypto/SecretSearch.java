package exo.db.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Looks for secrets in bytes that come by, in every form in which a database's dump could hold them: as they are,
 * escaped for a row, a statement, a URL or JSON, in hexadecimal, in base64 and base64url wherever in a longer text
 * these begin. Holds copies of the secrets until it is closed. For one thread.
 */
public final class SecretSearch implements AutoCloseable {
    /** A jump is told by two bytes: the table that they index fits into a processor's nearer caches. */
    private static final int PAIRS = 1 << 16;

    /** A shorter password stands in any dump by chance, and would slow the search down. */
    private static final int SHORTEST_PASSWORD = 8;

    private final List<Form> forms = new ArrayList<>();
    private final byte[] jumps = new byte[PAIRS];
    private final boolean[] beginnings = new boolean[PAIRS];
    private final SortedMap<String, Long> found = new TreeMap<>();
    private int shortest = Byte.MAX_VALUE;
    private int longest;
    private byte[] seam = {};
    private int tail;
    private long passed;

    private SecretSearch() {}

    /** Looks for a root key, which may be closed before this is. */
    public static SecretSearch of(RootKey rootKey) {
        SecretSearch search = new SecretSearch();
        byte[] key = rootKey.copy();
        search.addWritten("the root key as it is", key);
        search.add("the root key as escaped bytea", byteaEscaped(key));
        search.add("the root key as escaped bytea", copyEscaped(byteaEscaped(key)));
        search.addEncoded("the root key", key);
        Arrays.fill(key, (byte) 0);
        search.prepare();
        return search;
    }

    /** Looks for nothing. */
    public static SecretSearch none() {
        SecretSearch search = new SecretSearch();
        search.prepare();
        return search;
    }

    /**
     * Looks for a password too.
     *
     * @return false where it is too short to be told from other text
     */
    public boolean alsoPassword(String password) {
        byte[] bytes = password.getBytes(UTF_8);
        if (bytes.length < SHORTEST_PASSWORD) {
            return false;
        }
        addWritten("the password of the connection", bytes);
        addEncoded("the password of the connection", bytes);
        Arrays.fill(bytes, (byte) 0);
        prepare();
        return true;
    }

    /** Takes the next bytes; a secret is also found where two pieces meet. */
    public void add(byte[] bytes, int offset, int length) {
        if (forms.isEmpty()) {
            return;
        }
        int head = Math.min(length, longest - 1);
        System.arraycopy(bytes, offset, seam, tail, head);
        search(seam, 0, tail + head, passed - tail);
        search(bytes, offset, offset + length, passed - offset);
        keepTail(bytes, offset, length, head);
        passed += length;
    }

    /** What was found, each with how many bytes came before it. */
    public SortedMap<String, Long> found() {
        return found;
    }

    @Override
    public void close() {
        forms.forEach(form -> Arrays.fill(form.bytes, (byte) 0));
        Arrays.fill(seam, (byte) 0);
        forms.clear();
    }

    private void keepTail(byte[] bytes, int offset, int length, int head) {
        if (length >= longest - 1) {
            System.arraycopy(bytes, offset + length - (longest - 1), seam, 0, longest - 1);
            tail = longest - 1;
        } else {
            int all = tail + head;
            int kept = Math.min(all, longest - 1);
            System.arraycopy(seam, all - kept, seam, 0, kept);
            tail = kept;
        }
    }

    /** Boyer and Moore's idea for several words at a time, after Wu and Manber: jump as far as none of them can end. */
    private void search(byte[] bytes, int from, int end, long base) {
        int index = from + shortest - 1;
        while (index < end) {
            int jump = jumps[pair(bytes, index)];
            if (jump == 0) {
                if (beginnings[pair(bytes, index - shortest + 2)]) {
                    compare(bytes, index - shortest + 1, end, base);
                }
                jump = 1;
            }
            index += jump;
        }
    }

    private void compare(byte[] bytes, int start, int end, long base) {
        for (Form form : forms) {
            int stop = start + form.bytes.length;
            if (stop <= end && Arrays.equals(bytes, start, stop, form.bytes, 0, form.bytes.length)) {
                found.putIfAbsent(form.name, base + start);
            }
        }
    }

    /** As text has it: by itself, in a URL and in JSON, each of which a row or a statement may hold. */
    private void addWritten(String name, byte[] secret) {
        for (byte[] text : List.of(
                secret.clone(),
                percentEncoded(secret, HexFormat.of().withUpperCase()),
                percentEncoded(secret, HexFormat.of()),
                escaped(secret, "\\\"\t\n\r\b\f", "\\\"tnrbf"))) {
            add(name, copyEscaped(text));
            add(name, quoteEscaped(text));
            add(name, text);
        }
    }

    private void addEncoded(String name, byte[] secret) {
        add(name + " in hexadecimal", HexFormat.of().formatHex(secret).getBytes(ISO_8859_1));
        add(
                name + " in hexadecimal",
                HexFormat.of().withUpperCase().formatHex(secret).getBytes(ISO_8859_1));
        for (int before = 0; before < 3; before++) {
            add(name + " in base64", base64(Base64.getEncoder(), secret, before));
            add(name + " in base64url", base64(Base64.getUrlEncoder(), secret, before));
        }
    }

    /** Takes the bytes over: they are cleared when this is closed. */
    private void add(String name, byte[] bytes) {
        if (forms.stream().noneMatch(form -> Arrays.equals(form.bytes, bytes))) {
            forms.add(new Form(name, bytes));
        }
    }

    private void prepare() {
        for (Form form : forms) {
            shortest = Math.min(shortest, form.bytes.length);
            longest = Math.max(longest, form.bytes.length);
        }
        // None of the forms has ended here if its beginnings do not hold this pair.
        Arrays.fill(jumps, (byte) (shortest - 1));
        for (Form form : forms) {
            beginnings[pair(form.bytes, 1)] = true;
            for (int index = 1; index < shortest; index++) {
                int pair = pair(form.bytes, index);
                jumps[pair] = (byte) Math.min(jumps[pair], shortest - 1 - index);
            }
        }
        seam = new byte[Math.max(0, 2 * (longest - 1))];
    }

    private static int pair(byte[] bytes, int index) {
        return ((bytes[index - 1] & 0xff) << Byte.SIZE) | (bytes[index] & 0xff);
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

    /** A form of a secret; prints without its bytes. */
    private static final class Form {
        private final String name;
        private final byte[] bytes;

        Form(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
