package exo.db.database;

import exo.db.database.link.LinkFailed;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** No session came about. */
public final class ConnectionFailed extends ExoException {
    private static final long serialVersionUID = 1L;

    private final Cure cure;
    private final transient List<Detail> answers;
    private final String told;

    ConnectionFailed(Cure cure, String where, String why, @Nullable Throwable cause) {
        this(cure, where, why, cure.next, cause);
    }

    private ConnectionFailed(Cure cure, String where, String why, String next, @Nullable Throwable cause) {
        this(
                cure,
                new Words(cure.what + " " + where, why, next, cure.what + " " + where + ": " + why),
                List.of(),
                cause);
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
        this.told = link.reason().what() + " " + where + ": " + why;
        this.answers = List.of();
    }

    /** @param others what other servers answered */
    private ConnectionFailed(Cure cure, Words words, List<ConnectionFailed> others, @Nullable Throwable cause) {
        super(cure.exitStatus, cure.id, words.what, words.why, words.next, cause);
        this.cure = cure;
        this.told = words.told;
        this.answers = others.stream()
                .map(other -> new Detail(other.id(), other.told, other.next()))
                .toList();
    }

    /** @param told all of it in one line */
    private record Words(String what, String why, String next, String told) {}

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

    /** None of several servers will do; each one's answer is kept. */
    static ConnectionFailed ofEach(List<ConnectionFailed> answers) {
        ConnectionFailed last = answers.getLast();
        if (answers.size() == 1) {
            return last;
        }
        boolean alike = answers.stream().allMatch(answer -> answer.cure == last.cure);
        Words words = new Words(
                "none of the " + answers.size() + " servers can be used",
                "each has its own reason",
                "make one of them usable; --wait 60s waits for it",
                answers.stream().map(answer -> answer.told).collect(Collectors.joining("; ")));
        return new ConnectionFailed(alike ? last.cure : Cure.UNREACHABLE, words, answers, last);
    }

    /** The answer that ended the search, with those of the servers before it. */
    ConnectionFailed after(List<ConnectionFailed> earlier) {
        return earlier.isEmpty()
                ? this
                : new ConnectionFailed(cure, new Words(what(), why(), next(), told), earlier, this);
    }

    /** Whether the same attempt may succeed a little later without anybody having done anything. */
    boolean isPassing() {
        return cure.exitStatus == ExitStatus.UNREACHABLE;
    }

    /** Whether there was a server at all that said something. */
    public boolean isAnswered() {
        return cure != Cure.UNREACHABLE;
    }

    /** Whether libpq goes on to the next server: only when this one is not there, not ready, or not the wanted one. */
    boolean isOfThisServerOnly() {
        return cure == Cure.UNREACHABLE || cure == Cure.NOT_WANTED || SqlState.CANNOT_CONNECT_NOW.equals(sqlState());
    }

    @Override
    public @Nullable String sqlState() {
        Throwable cause = getCause();
        return cause == null ? null : SqlState.of(cause);
    }

    @Override
    public List<Detail> details() {
        return answers;
    }

    /** All of it in one line. */
    public String told() {
        return told;
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
                "correct the password in the connection string, PGPASSWORD or the password file; exo-db-cli dsn shows"
                        + " which of them counts"),
        METHOD(
                ExitStatus.CONNECTION_REFUSED,
                "login.method",
                "no login in the way that is demanded at",
                "compare require_auth and channel_binding in the connection string with the method that the server's"
                        + " pg_hba.conf asks for, and see that a password is given"),
        ROLE(
                ExitStatus.CONNECTION_REFUSED,
                "role.refused",
                "no login for this role on",
                "correct user in the connection string, or have it made: create role ... login"),
        ADDRESS(
                ExitStatus.CONNECTION_REFUSED,
                "login.not-allowed",
                "pg_hba.conf lets nobody in like this at",
                "add a line for this user, database and address to pg_hba.conf on the server and reload it, or connect"
                        + " in the way that it allows (sslmode, user, address)"),
        DATABASE(
                ExitStatus.CONNECTION_REFUSED,
                "database.missing",
                "no such database on",
                "create it (create database ...), or correct dbname in the connection string"),
        PRIVILEGE(
                ExitStatus.CONNECTION_REFUSED,
                "database.forbidden",
                "no right to connect to the database on",
                "have its owner run: grant connect on database ... to this user; or correct dbname and user"),
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
