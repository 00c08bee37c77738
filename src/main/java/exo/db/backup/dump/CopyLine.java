package exo.db.backup.dump;

import java.util.Arrays;

/** Where the fields of one row begin and end. Used again for the next row. */
public final class CopyLine {
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private int count;

    /**
     * Finds the fields of the row that begins there.
     *
     * @return where its line feed is
     */
    public int split(byte[] lines, int from, int end) {
        count = 0;
        int start = from;
        int index = EightBytes.nextControl(lines, from, end);
        while (index < end && lines[index] != '\n') {
            if (lines[index] == '\t') {
                add(start, index);
                start = index + 1;
            }
            index = EightBytes.nextControl(lines, index + 1, end);
        }
        add(start, index);
        return index;
    }

    /** How many fields there are; one that is empty in a row of a table without columns. */
    public int count() {
        return count;
    }

    /** Where a field begins. */
    public int start(int field) {
        return starts[field];
    }

    /** Where it ends. */
    public int end(int field) {
        return ends[field];
    }

    private void add(int start, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        count++;
    }
}
