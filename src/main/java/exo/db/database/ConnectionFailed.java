package exo.db.database;

import exo.db.database.link.LinkFailed;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import org.jspecify.annotations.Nullable;

/** No session came about. */
public final class ConnectionFailed extends ExoException {
    private static final long serialVersionUID = 1L;

    private final Cure cure;

    ConnectionFailed(Cure cure, String where, String why, @Nullable Throwable cause) {
        this(cure, where, why, cure.next, cause);
    }

    private ConnectionFailed(Cure cure, String where, String why, String next, @Nullable Throwable cause) {
        super(cure.exitStatus, cure.id, cure.what + " " + where, why, next, cause);
        this.cure = cure;
    }

    /** There is a server, and nothing that may be said to it. */
    ConnectionFailed(LinkFailed link, String where, String why, Throwable cause) {
        super(
                ExitStatus.CONNECTION_REFUSED,
                link.reason().id(),
                link.reason().what() + " " + where,
                why,
                link.reason().next(),
                cause);
        this.cure = Cure.CERTIFICATE;
    }

    /** The schema that was named is not there; or none was, and there is none on the search path that we may use. */
    static ConnectionFailed noSchema(ServerFacts facts, @Nullable String named) {
        String where = facts.host() + ":" + facts.port() + ", database \"" + facts.database() + "\"";
        if (named == null) {
            return new ConnectionFailed(
                    Cure.NO_SCHEMA, where, "user " + facts.user() + " can use none on its search path", null);
        }
        String quoted = "\"" + named.replace("\"", "\"\"") + "\"";
        return new ConnectionFailed(
                Cure.NO_SCHEMA,
                where,
                "there is no schema " + quoted,
                "have the owner of the database run: create schema " + quoted + " authorization \""
                        + facts.user().replace("\"", "\"\"") + "\"; or name one that exists with --schema",
                null);
    }

    /** Whether the same attempt may succeed a little later without anybody having done anything. */
    boolean isPassing() {
        return cure.exitStatus == ExitStatus.UNREACHABLE;
    }

    /** Whether another of several servers may be better: libpq goes on to the next one then. */
    boolean isOfThisServerOnly() {
        return isPassing() || cure == Cure.NOT_WANTED;
    }

    @Override
    public @Nullable String sqlState() {
        Throwable cause = getCause();
        return cause == null ? null : SqlState.of(cause);
    }

    /** The ways to fail, each with what to do about it. */
    enum Cure {
        UNREACHABLE(
                ExitStatus.UNREACHABLE,
                "server.unreachable",
                "cannot connect to",
                "check host and port in the connection string, and that the server runs; --wait 60s waits for it"),
        STARTING(
                ExitStatus.UNREACHABLE,
                "server.starting",
                "not ready yet:",
                "run the same command again in a moment, or let it wait with --wait 60s"),
        FULL(
                ExitStatus.UNREACHABLE,
                "server.full",
                "no free connection on",
                "run the same command again in a moment, let it wait with --wait 60s, or raise max_connections"),
        NOT_WANTED(
                ExitStatus.UNREACHABLE,
                "server.unsuitable",
                "not what target_session_attrs asks for:",
                "name the server that is, or wait for the failover with --wait 60s"),
        PASSWORD(
                ExitStatus.CONNECTION_REFUSED,
                "login.refused",
                "the login was refused by",
                "check user and password in the connection string, and pg_hba.conf on the server"),
        DATABASE(
                ExitStatus.CONNECTION_REFUSED,
                "database.missing",
                "no such database on",
                "create it (create database ...), or correct dbname in the connection string"),
        CERTIFICATE(
                ExitStatus.CONNECTION_REFUSED,
                "tls.refused",
                "no TLS connection with",
                "check sslmode and sslrootcert against what the server offers and its certificate"),
        OTHER(
                ExitStatus.CONNECTION_REFUSED,
                "connection.refused",
                "the connection was refused by",
                "see the server's log for the reason"),
        POOLER(
                ExitStatus.REFUSED,
                "server.pooler",
                "a connection pooler answers at",
                "use the direct address of the PostgreSQL server: session locks do not work through a pooler"),
        TOO_OLD(
                ExitStatus.REFUSED,
                "server.too-old",
                "PostgreSQL 16 or newer is needed at",
                "upgrade the server; nothing was changed"),
        NO_SCHEMA(
                ExitStatus.REFUSED,
                "schema.missing",
                "no schema to work in at",
                "name one that exists with --schema, or grant usage on it to this user");

        private final ExitStatus exitStatus;
        private final String id;
        private final String what;
        private final String next;

        Cure(ExitStatus exitStatus, String id, String what, String next) {
            this.exitStatus = exitStatus;
            this.id = id;
            this.what = what;
            this.next = next;
        }
    }
}
