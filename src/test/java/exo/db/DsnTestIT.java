package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code exo-db-cli dsn --test}. */
@ExtendWith(PostgresExtension.class)
final class DsnTestIT {
    @Test
    void showsWhatEachHostAnswersAndWhichIsUsed(TestDatabase database) {
        CommandRun run = run(twoHosts(database), "dsn", "--test");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(lastLine(run, 2))
                .matches("127\\.0\\.0\\.1:1 +127\\.0\\.0\\.1 +no +- .* no: cannot connect to"
                        + " 127\\.0\\.0\\.1:1: Connection refused");
        assertThat(lastLine(run, 1))
                .matches(database.host() + ":" + database.port() + " .* yes +16\\..* " + database.user()
                        + " +primary +.* ms +yes: the first that is read-write");
        assertThat(run.out()).contains("PARAMETER").doesNotContain(database.password());
    }

    @Test
    void tellsTheSameAsJsonBesideWhatWasThereBefore(TestDatabase database) {
        CommandRun plain = run(twoHosts(database), "dsn", "--output", "json");
        CommandRun run = run(twoHosts(database), "dsn", "--test", "--output", "json");

        String before = plain.out().strip();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith(before.substring(0, before.length() - 1) + ",\"test\":{");
        assertThat(run.out().substring(before.length()))
                .matches("""
                "test":\\{"wanted":"read-write","servers":\\[\
                \\{"host":"127.0.0.1","port":1,"addresses":\\["127.0.0.1"],"reached":false,"verdict":"failed",\
                "version":null,"role":null,"standby":null,"read_only":null,"tls":null,"round_trip_ms":null,\
                "error":\\{"code":10,"id":"server.unreachable","what":"cannot connect to 127.0.0.1:1",\
                "why":"Connection refused","next":".+"},"certificate":null},\
                \\{"host":"%s","port":%d,"addresses":\\[".+"],"reached":true,"verdict":"used",\
                "version":"16.+","role":"%s","standby":false,"read_only":false,"tls":.+,"round_trip_ms":[0-9.]+,\
                "error":null,"certificate":.+}]}}
                """.formatted(database.host(), database.port(), database.user()));
    }

    @Test
    void endsAsMigrateWouldWhereThereIsNoServerToUse(TestDatabase database) {
        CommandRun absent = run("host=127.0.0.1 port=1 user=exo", "dsn", "--test");
        CommandRun unwanted = run(database.dsn() + "?target_session_attrs=standby", "dsn", "--test");
        CommandRun missing =
                run(database.dsn().replace("/" + database.name(), "/nowhere_" + database.name()), "dsn", "--test");

        assertThat(absent.code()).isEqualTo(10);
        assertThat(absent.err()).startsWith("exo-db-cli dsn: cannot connect to 127.0.0.1:1\n");
        assertThat(unwanted.code()).isEqualTo(10);
        assertThat(lastLine(unwanted, 1)).endsWith("no: standby is asked for, and it is a writable primary");
        assertThat(missing.code()).isEqualTo(16);
        assertThat(missing.err()).contains("no such database on");
    }

    @Test
    void asksNoServerWhereTheSettingsAreRefused() {
        CommandRun run = run("host=127.0.0.1 port=1 user=exo gssencmode=require", "dsn", "--test");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).contains("unlike libpq:").doesNotContain("ROUND TRIP");
        assertThat(run("", "dsn", "--test", "--parse-only").code()).isEqualTo(2);
    }

    @Test
    void endsAsMigrateWouldWhereNoAttemptIsWorthIt() {
        CommandRun run =
                run("host=127.0.0.1 port=1 user=exo sslmode=verify-full sslrootcert=/none.crt", "dsn", "--test");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("needs a root certificate, and its file does not exist");
    }

    @Test
    void tellsHostsOfOneNameApartByTheirAddresses(TestDatabase database) {
        CommandRun run = run(
                "host=db,db,db hostaddr=127.0.0.2,127.0.0.1,127.0.0.1 port=1," + database.port() + "," + database.port()
                        + " user=" + database.user() + " password=" + database.password() + " dbname="
                        + database.name(),
                "dsn",
                "--test");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(lastLine(run, 3)).matches("db:1 +127\\.0\\.0\\.2 +no .*");
        assertThat(lastLine(run, 2)).matches("db:\\d+ +127\\.0\\.0\\.1 +yes .* yes: the first that lets us in");
        assertThat(lastLine(run, 1)).endsWith("no: it would do, but is not the first");
    }

    /** Nobody listens on the first. */
    private static String twoHosts(TestDatabase database) {
        return "host=127.0.0.1," + database.host() + " port=1," + database.port() + " user=" + database.user()
                + " password=" + database.password() + " dbname=" + database.name()
                + " target_session_attrs=read-write";
    }

    private static String lastLine(CommandRun run, int fromBelow) {
        return run.out().lines().toList().reversed().get(fromBelow - 1);
    }

    private static CommandRun run(String dsn, String... arguments) {
        return CommandRun.of(Map.of("EXO_DATABASE_DSN", dsn), arguments);
    }
}
