package exo.db.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Looks for secrets in bytes that come by, in every form in which a database's dump could hold them, see
 * {@link SecretForms}; also where a line of a longer text ends in the midst of one. Holds copies of the secrets until
 * it is closed. For one thread.
 */
public final class SecretSearch implements AutoCloseable {
    /** A jump is told by three bytes, hashed: the table fits into a processor's nearer caches. */
    private static final int HASH_BITS = 16;

    private static final int HASHED_BYTES = 3;

    /** Knuth's multiplier: 2 to the power of 32 by the golden ratio. */
    private static final int GOLDEN = 0x9e37_79b9;

    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    /** Half of the digits of a key in base64: a shorter part stands in other text by chance. */
    private static final int SHORTEST_PART = 20;

    /** PEM's lines; those of MIME are longer. */
    private static final int SHORTEST_LINE = 64;

    /** The end of a line as it may be escaped, quoted or indented, in hexadecimal and of two bytes for each letter. */
    private static final int LONGEST_BREAK = 24;

    /** An end of a line begins with no more letters that could also be the next ones of a form: 0 of 0a. */
    private static final int DOUBTFUL = 2;

    /** So many letters that go on after a break, or the rest, tell that it is one. */
    private static final int TELLING = 8;

    /** A shorter password stands in any dump by chance, and would slow the search down. */
    private static final int SHORTEST_PASSWORD = 8;

    private final List<Form> forms = new ArrayList<>();
    private final byte[] jumps = new byte[1 << HASH_BITS];
    private final boolean[] beginnings = new boolean[1 << HASH_BITS];

    /** What comes after these: runs of zeros, as in ids, begin as some keys do. */
    private final boolean[] seconds = new boolean[1 << HASH_BITS];

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
        SecretForms.ofKey("the root key", key, search::add);
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
        SecretForms.ofText("the password of the connection", bytes, this::add);
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
        int index = from + shortest;
        while (index <= end) {
            int jump = jumps[hash(bytes, index - HASHED_BYTES)];
            if (jump == 0) {
                int start = index - shortest;
                if (beginnings[hash(bytes, start)] && seconds[hash(bytes, start + HASHED_BYTES)]) {
                    compare(bytes, start, from, end, base);
                }
                jump = 1;
            }
            index += jump;
        }
    }

    private void compare(byte[] bytes, int start, int from, int end, long base) {
        for (Form form : forms) {
            form.position(bytes, start, from, end).ifPresent(position -> found.putIfAbsent(form.name, base + position));
        }
    }

    /** Takes the bytes over: they are cleared when this is closed. */
    private void add(String name, byte[] bytes) {
        if (forms.stream().noneMatch(form -> Arrays.equals(form.bytes, bytes))) {
            forms.add(new Form(name, bytes));
        } else {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void prepare() {
        for (Form form : forms) {
            shortest = Math.min(shortest, form.partLength());
            longest = Math.max(longest, form.bytes.length + form.breaks * LONGEST_BREAK);
        }
        // No part of a form has ended here if none begins with these.
        Arrays.fill(jumps, (byte) (shortest - HASHED_BYTES + 1));
        for (Form form : forms) {
            for (int part = 0; part <= form.breaks; part++) {
                heed(form.bytes, part * form.partLength());
            }
        }
        seam = new byte[Math.max(0, 2 * (longest - 1))];
    }

    private void heed(byte[] bytes, int start) {
        beginnings[hash(bytes, start)] = true;
        seconds[hash(bytes, start + HASHED_BYTES)] = true;
        for (int index = 0; index <= shortest - HASHED_BYTES; index++) {
            int hash = hash(bytes, start + index);
            jumps[hash] = (byte) Math.min(jumps[hash], shortest - HASHED_BYTES - index);
        }
    }

    private static int hash(byte[] bytes, int index) {
        int three = index + Integer.BYTES <= bytes.length
                ? (int) FOUR.get(bytes, index) & 0xff_ffff
                : (bytes[index] & 0xff) | ((bytes[index + 1] & 0xff) << 8) | ((bytes[index + 2] & 0xff) << 16);
        return (three * GOLDEN) >>> (Integer.SIZE - HASH_BITS);
    }

    /** A form of a secret; prints without its bytes. */
    private static final class Form {
        private final String name;
        private final byte[] bytes;

        /**
         * How many ends of lines may be in it. One part more than these is looked for: wherever they are, one is whole.
         */
        private final int breaks;

        Form(String name, byte[] bytes) {
            this.name = name;
            this.bytes = bytes;
            this.breaks = bytes.length < 2 * SHORTEST_PART ? 0 : 1 + (bytes.length - 2) / SHORTEST_LINE;
        }

        int partLength() {
            return bytes.length / (breaks + 1);
        }

        /** Where it begins, if what is at a place is a part of it, and the others are where they belong. */
        OptionalInt position(byte[] text, int place, int from, int end) {
            for (int part = 0; part <= breaks; part++) {
                int first = part * partLength();
                if (isPart(text, place, end, first, first + partLength())) {
                    int nearest = place - first;
                    return IntStream.rangeClosed(Math.max(from, nearest - part * LONGEST_BREAK), nearest)
                            .filter(start -> isAt(text, start, end, 0, breaks))
                            .findFirst();
                }
            }
            return OptionalInt.empty();
        }

        private boolean isPart(byte[] text, int place, int end, int first, int last) {
            int stop = place + last - first;
            return stop <= end && Arrays.equals(text, place, stop, bytes, first, last);
        }

        /** Whether the rest of it is at a place, with so many breaks or fewer. */
        private boolean isAt(byte[] text, int place, int end, int first, int breaksLeft) {
            int same = 0;
            while (first + same < bytes.length && place + same < end && text[place + same] == bytes[first + same]) {
                same++;
            }
            return first + same == bytes.length
                    || (breaksLeft > 0
                            && first + same > 0
                            && goesOn(text, place + same, end, first + same, breaksLeft - 1));
        }

        private boolean goesOn(byte[] text, int place, int end, int next, int breaksLeft) {
            for (int back = 0; back <= Math.min(DOUBTFUL, next - 1); back++) {
                int first = next - back;
                int telling = Math.min(bytes.length, first + TELLING);
                for (int gap = 1; gap <= LONGEST_BREAK; gap++) {
                    int after = place - back + gap;
                    if (isPart(text, after, end, first, telling) && isAt(text, after, end, first, breaksLeft)) {
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
