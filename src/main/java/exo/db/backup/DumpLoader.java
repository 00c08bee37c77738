package exo.db.backup;

import exo.db.backup.dump.DumpStatement;
import exo.db.backup.dump.DumpVisitor;
import exo.db.backup.dump.TableData;
import exo.db.database.CopyStream;
import exo.db.database.ServerFailures;
import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.failure.ExoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Loads a dump into an empty database, statement by statement; what fails is kept and the rest is loaded, so that one
 * drill tells all that is wrong.
 */
final class DumpLoader implements DumpVisitor {
    /** Enough to see a pattern. */
    private static final int MOST_TOLD = 10;

    private final Session session;
    private final List<String> failures = new ArrayList<>();
    private long failed;
    private long leftOut;
    private CopyStream.@Nullable Target target;
    private String table = "";
    private long largeObject;
    private long written;
    private boolean isWriting;

    DumpLoader(Session session) {
        this.session = session;
    }

    /** What failed, in the server's words; the first ones. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    long failed() {
        return failed;
    }

    /** How many statements were left out, since they are about roles or other databases. */
    long leftOut() {
        return leftOut;
    }

    @Override
    public void statement(DumpStatement statement) {
        switch (RestoreRules.of(statement)) {
            case LEAVE_OUT -> leftOut++;
            case PASS_OVER -> {}
            case RUN -> run(statement);
        }
    }

    private void run(DumpStatement statement) {
        try (Statement jdbc = session.jdbc().createStatement()) {
            jdbc.setEscapeProcessing(false);
            jdbc.execute(statement.sql());
        } catch (SQLException e) {
            if (!RestoreRules.mayFail(statement)) {
                failed(RestoreRules.shown(statement), e);
            }
        }
    }

    @Override
    public void beginTable(TableData data) {
        table = "rows of " + data.table();
        try {
            target = CopyStream.in(session, data.statement());
        } catch (ExoException e) {
            failed(table, e);
        }
    }

    @Override
    public void rows(byte[] lines, int offset, int length) {
        CopyStream.Target copy = target;
        if (copy != null) {
            try {
                copy.write(lines, offset, length);
            } catch (ExoException e) {
                target = null;
                failed(table, e);
            }
        }
    }

    @Override
    public void endTable() {
        CopyStream.Target copy = target;
        target = null;
        if (copy != null) {
            try (copy) {
                copy.finish();
            } catch (ExoException e) {
                failed(table, e);
            }
        }
    }

    @Override
    public void beginLargeObject(long oid) {
        largeObject = oid;
        written = 0;
        isWriting = true;
        write(() -> session.sql().fetch(BackupQueries.MAKE_LARGE_OBJECT, DSL.val(oid), DSL.val(oid)));
    }

    @Override
    public void largeObject(byte[] content, int offset, int length) {
        byte[] piece = Arrays.copyOfRange(content, offset, offset + length);
        write(() -> session.sql()
                .fetch("select lo_put({0}::oid, {1}, {2})", DSL.val(largeObject), DSL.val(written), DSL.val(piece)));
        written += length;
    }

    /** Not on after a failure, which is told once for each object. */
    private void write(Runnable statement) {
        if (isWriting) {
            try {
                statement.run();
            } catch (DataAccessException e) {
                isWriting = false;
                failed("large object " + largeObject, e);
            }
        }
    }

    /** @throws ExoException when the server is gone: then it is not the dump that fails */
    private void failed(String what, Exception e) {
        String state = String.valueOf(SqlState.of(e));
        if (state.startsWith("08") || state.startsWith("57P")) {
            throw ServerFailures.of(e, "restore " + what);
        }
        failed++;
        if (failures.size() < MOST_TOLD) {
            failures.add(what + ": " + ServerFailures.reason(e));
        }
    }
}
