package exo.db.backup.dump;

import java.util.ArrayList;
import java.util.List;

/** The list of large objects in a directory or tar archive: lines of a number, a blank and the name of a file. */
final class LargeObjectList {
    /** Far more than pg_dump puts into one list. */
    private static final int LARGEST_BYTES = 1 << 26;

    private LargeObjectList() {}

    /** One line. */
    record Item(long oid, String file) {}

    /** Until 1.15 there was one list of this name whatever its entry says. */
    static String fileOf(TocEntry entry, Toc toc) {
        return toc.header().archiveVersion().equals("1.16") ? entry.file() : "blobs.toc";
    }

    static List<Item> read(ArchiveInput input) {
        byte[] content = input.most(LARGEST_BYTES);
        List<Item> items = new ArrayList<>();
        for (String line : Bytes.text(content, 0, content.length).lines().toList()) {
            int blank = line.indexOf(' ');
            try {
                items.add(new Item(Long.parseLong(line.substring(0, Math.max(0, blank))), line.substring(blank + 1)));
            } catch (NumberFormatException e) {
                throw input.corrupt("a line of it names no large object");
            }
        }
        return items;
    }
}
