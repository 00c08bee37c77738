package exo.db.backup;

import exo.db.backup.DumpedTable.Audience;
import exo.db.backup.DumpedTable.Telling;
import exo.db.backup.dump.DumpStatement;
import exo.db.backup.dump.DumpVisitor;
import exo.db.backup.dump.TableData;
import exo.db.crypto.CellText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the values that came before the keyring, when a dump is read for the second time. */
final class ValuesAgain implements DumpVisitor {
    private final ArchiveExamination first;
    private final DumpedValues values;
    private @Nullable DumpedTable current;
    private boolean isKeyringPassed;

    ValuesAgain(ArchiveExamination first, DumpedValues values) {
        this.first = first;
        this.values = values;
    }

    @Override
    public void statement(DumpStatement statement) {}

    @Override
    public void beginTable(TableData data) {
        DumpedTable table = isKeyringPassed ? null : first.again(data.table(), new Opening());
        boolean isKeyring = table != null
                && table.declared()
                        .map(declared -> declared.name().equals(Telling.KEYRING))
                        .orElse(false);
        isKeyringPassed |= isKeyring;
        current = isKeyringPassed ? null : table;
    }

    @Override
    public void rows(byte[] lines, int offset, int length) {
        if (current != null) {
            current.add(lines, offset, length);
        }
    }

    @Override
    public void endTable() {
        current = null;
    }

    /** Opens, and leaves everything else as it was found before. */
    private final class Opening implements Audience {
        @Override
        public void value(String table, String column, String id, @Nullable CellText value) {
            values.add(table, column, id, value);
        }

        @Override
        public void row(String table, Map<String, @Nullable String> row) {}
    }
}
