package exo.db.migrate;

import exo.db.database.Session;
import exo.db.database.SqlState;
import exo.db.engine.CatalogReader;
import exo.db.engine.TableLocked;
import exo.db.failure.ExoException;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.DriftFinder;
import exo.db.schema.SchemaFingerprint;
import exo.db.schema.SchemaSnapshot;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether a boot has anything to do, without a lock, a write, jOOQ, a pool or a logger.
 *
 * <p>Never by a stored flag alone: the fingerprint that was stored is held against the one of the catalog as it is now,
 * so an index that somebody dropped is noticed.
 */
public final class BootCheck {
    private final DeclaredSchema declared;
    private final Predicate<Session> keyring;
    private final BiPredicate<SchemaSnapshot, BootState> partitionsDue;

    /**
     * @param keyring whether the root key opens the keyring: false where there is none yet, throws where it does not
     * @param partitionsDue whether a month is to be made or dropped
     */
    public BootCheck(
            DeclaredSchema declared, Predicate<Session> keyring, BiPredicate<SchemaSnapshot, BootState> partitionsDue) {
        this.declared = declared;
        this.keyring = keyring;
        this.partitionsDue = partitionsDue;
    }

    /** The answer. */
    public sealed interface Finding {
        /** There is nothing to do. */
        record Settled() implements Finding {}

        /**
         * There is, or it cannot be told without patience.
         *
         * @param catalog as it was read; null where it could not be
         */
        record WorkToDo(@Nullable SchemaSnapshot catalog) implements Finding {}
    }

    /**
     * Whether there is nothing to do.
     *
     * @throws exo.db.failure.ExoException when the key does not open the keyring, also where nothing else is to be done
     */
    public Finding look(Session session) {
        SchemaSnapshot catalog = unlessBarred(() -> CatalogReader.snapshot(session, declared));
        return catalog != null && isSettled(session, catalog) ? new Finding.Settled() : new Finding.WorkToDo(catalog);
    }

    /** Whether there is nothing to do, for whoever has read the catalog already. */
    boolean isSettled(Session session, SchemaSnapshot snapshot) {
        return Boolean.TRUE.equals(unlessBarred(() -> settled(session, snapshot)));
    }

    /** What was found; null where somebody's lock, or a right that is missing, is in the way. */
    private static <T> @Nullable T unlessBarred(Supplier<T> sight) {
        try {
            return sight.get();
        } catch (TableLocked e) {
            // What is to be done is found out by those who have the patience to wait.
            return null;
        } catch (ExoException e) {
            if (isBarred(e)) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Whether this role may not read one of the tables, or not use the schema, which then has none for it: what it is
     * to be granted is said by those who look further.
     */
    private static boolean isBarred(ExoException failure) {
        return SqlState.INSUFFICIENT_PRIVILEGE.equals(failure.sqlState())
                || SqlState.UNDEFINED_TABLE.equals(failure.sqlState());
    }

    private boolean settled(Session session, SchemaSnapshot snapshot) {
        String wanted = SchemaFingerprint.of(declared);
        if (!wanted.equals(SchemaFingerprint.of(declared, snapshot))
                || DriftFinder.hasRequiredColumn(declared, snapshot)) {
            return false;
        }
        BootState state = BootState.read(session);
        if (state == null
                || state.version() != declared.version()
                || !state.fingerprint().equals(wanted)) {
            return false;
        }
        return keyring.test(session)
                && state.trash() == BootState.Trash.WAITING
                && !partitionsDue.test(snapshot, state);
    }
}
