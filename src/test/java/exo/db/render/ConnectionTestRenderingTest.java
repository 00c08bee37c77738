package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.database.ConnectionTest;
import exo.db.database.ServerAnswer;
import exo.db.database.ServerAnswer.Outcome;
import exo.db.database.ServerAnswer.Verdict;
import exo.db.database.ServerCertificate;
import exo.db.database.ServerFacts;
import exo.db.database.ServerFacts.Access;
import exo.db.database.ServerFacts.Recovery;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.TargetSession;
import exo.db.engine.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConnectionTestRenderingTest {
    private static final ServerCertificate CERTIFICATE =
            new ServerCertificate("CN=a", "CN=Exo CA", Instant.parse("2027-01-31T00:00:00Z"));

    private static final ConnectionTest TEST = new ConnectionTest(
            List.of(
                    answer("a", "10.0.0.1", CERTIFICATE, Recovery.STANDBY, Access.READ_WRITE, Verdict.UNWANTED),
                    answer("::1", "::1", null, Recovery.PRIMARY, Access.READ_WRITE, Verdict.USED),
                    answer("c", "10.0.0.3", null, Recovery.PRIMARY, Access.READ_WRITE, Verdict.SPARE)),
            TargetSession.READ_WRITE,
            null);

    @Test
    void showsALineForEachServerAndWhyItIsUsedOrNot() {
        StringWriter out = new StringWriter();

        ConnectionTestRendering.text(TEST, new TextOutput(new PrintWriter(out, true), Terminal.Manners.NONE));

        String expected = """
                SERVER      ADDRESS   REACHED  VERSION  ROLE  IS                  TLS      CERTIFICATE                                    ROUND TRIP  USED
                a:5432      10.0.0.1  yes      16.4     exo   standby             TLSv1.3  CN=a by CN=Exo CA until 2027-01-31T00:00:00Z  0.4 ms      no: read-write is asked for, and it is a standby
                [::1]:5432  ::1       yes      16.4     exo   primary             none     -                                              0.4 ms      yes: the first that is read-write
                c:5432      10.0.0.3  yes      16.4     exo   primary             none     -                                              0.4 ms      no: it would do, but is not the first
                """;
        assertThat(out.toString().replaceAll(" +", " ")).isEqualTo(expected.replaceAll(" +", " "));
    }

    @Test
    void tellsProgramsTheSame() {
        String json = JsonText.of(generator -> ConnectionTestRendering.json(TEST, generator));

        assertThat(json).startsWith("""
                {"wanted":"read-write","servers":[{"host":"a","port":5432,"addresses":["10.0.0.1"],"reached":true,\
                "verdict":"unwanted","version":"16.4","role":"exo","standby":true,"read_only":true,"tls":"TLSv1.3",\
                "round_trip_ms":0.412,"error":null,\
                "certificate":{"subject":"CN=a","issuer":"CN=Exo CA","until":"2027-01-31T00:00:00Z"}},\
                {"host":"::1",""");
    }

    private static ServerAnswer answer(
            String host,
            String address,
            @Nullable ServerCertificate certificate,
            Recovery recovery,
            Access access,
            Verdict verdict) {
        ServerFacts facts = new ServerFacts(host, 5432, "16.4", "exo", "exo", "public", List.of(), recovery, access);
        String tls = certificate == null ? null : "TLSv1.3";
        return new ServerAnswer(
                new ServerAddress(host, 5432, null),
                List.of(address),
                certificate,
                new Outcome.Reached(facts, tls, Duration.ofNanos(411_600), verdict));
    }
}
