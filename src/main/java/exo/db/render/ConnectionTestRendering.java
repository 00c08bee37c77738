package exo.db.render;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.database.ConnectionFailed;
import exo.db.database.ConnectionTest;
import exo.db.database.ServerAnswer;
import exo.db.database.ServerAnswer.Outcome;
import exo.db.database.ServerCertificate;
import exo.db.database.ServerFacts;
import exo.db.dsn.TargetSession;
import exo.db.failure.Word;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the servers of a connection string answered: a part of what {@code dsn} shows. */
final class ConnectionTestRendering {
    private static final String NOTHING = "-";

    /** Microseconds: what a clock tells of a connection to the same machine. */
    private static final int DECIMALS = 3;

    private ConnectionTestRendering() {}

    static void text(ConnectionTest test, TextOutput out) {
        TextTable table = new TextTable(
                "SERVER", "ADDRESS", "REACHED", "VERSION", "ROLE", "IS", "TLS", "CERTIFICATE", "ROUND TRIP", "USED");
        for (ServerAnswer answer : test.answers()) {
            String server = answer.server().shown();
            String addresses = answer.addresses().isEmpty() ? NOTHING : String.join(", ", answer.addresses());
            String certificate = text(answer.certificate());
            String used = used(answer, test.wanted());
            switch (answer.outcome()) {
                case Outcome.Reached reached ->
                    table.row(
                            server,
                            addresses,
                            "yes",
                            OneLine.of(reached.facts().version()),
                            OneLine.of(reached.facts().user()),
                            is(reached.facts()),
                            reached.tls() == null ? "none" : OneLine.of(reached.tls()),
                            certificate,
                            String.format(Locale.ROOT, "%.1f ms", milliseconds(reached.roundTrip())),
                            used);
                case Outcome.Failed failed ->
                    table.row(
                            server,
                            addresses,
                            failed.failure().isAnswered() ? "yes" : "no",
                            NOTHING,
                            NOTHING,
                            NOTHING,
                            NOTHING,
                            certificate,
                            NOTHING,
                            used);
            }
        }
        out.table(table);
    }

    static void json(ConnectionTest test, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("wanted", test.wanted().word());
        json.writeArrayFieldStart("servers");
        for (ServerAnswer answer : test.answers()) {
            json(answer, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String is(ServerFacts facts) {
        if (isStandby(facts)) {
            return "standby";
        }
        return isReadOnly(facts) ? "primary, read-only" : "primary";
    }

    private static boolean isStandby(ServerFacts facts) {
        return facts.recovery() == ServerFacts.Recovery.STANDBY;
    }

    private static boolean isReadOnly(ServerFacts facts) {
        return isStandby(facts) || facts.access() == ServerFacts.Access.READ_ONLY;
    }

    private static String used(ServerAnswer answer, TargetSession wanted) {
        return switch (answer.outcome()) {
            case Outcome.Failed failed -> "no: " + OneLine.of(failed.failure().told());
            case Outcome.Reached reached ->
                switch (reached.verdict()) {
                    case USED -> "yes: " + reason(reached.facts(), wanted);
                    case UNWANTED ->
                        "no: " + wanted.word() + " is asked for, and it is "
                                + reached.facts().kind();
                    case SPARE -> "no: it would do, but is not the first";
                };
        };
    }

    private static String reason(ServerFacts facts, TargetSession wanted) {
        return switch (wanted) {
            case ANY -> "the first that lets us in";
            case PREFER_STANDBY -> isStandby(facts) ? "the first standby" : "there is no standby";
            case READ_WRITE, READ_ONLY, PRIMARY, STANDBY -> "the first that is " + wanted.word();
        };
    }

    private static String text(@Nullable ServerCertificate certificate) {
        return certificate == null
                ? NOTHING
                : OneLine.of(certificate.subject()) + " by " + OneLine.of(certificate.issuer()) + " until "
                        + certificate.until();
    }

    private static void json(ServerAnswer answer, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("host", answer.server().name());
        json.writeNumberField("port", answer.server().port());
        json.writeArrayFieldStart("addresses");
        for (String address : answer.addresses()) {
            json.writeString(address);
        }
        json.writeEndArray();
        switch (answer.outcome()) {
            case Outcome.Reached reached -> json(reached, json);
            case Outcome.Failed failed -> json(failed.failure(), json);
        }
        json.writeFieldName("certificate");
        json(answer.certificate(), json);
        json.writeEndObject();
    }

    private static void json(Outcome.Reached reached, JsonGenerator json) throws IOException {
        ServerFacts facts = reached.facts();
        json.writeBooleanField("reached", true);
        json.writeStringField("verdict", Word.of(reached.verdict()));
        json.writeStringField("version", facts.version());
        json.writeStringField("role", facts.user());
        json.writeBooleanField("standby", isStandby(facts));
        json.writeBooleanField("read_only", isReadOnly(facts));
        json.writeStringField("tls", reached.tls());
        json.writeNumberField("round_trip_ms", milliseconds(reached.roundTrip()));
        json.writeNullField("error");
    }

    private static void json(ConnectionFailed failure, JsonGenerator json) throws IOException {
        json.writeBooleanField("reached", failure.isAnswered());
        json.writeStringField("verdict", "failed");
        json.writeNullField("version");
        json.writeNullField("role");
        json.writeNullField("standby");
        json.writeNullField("read_only");
        json.writeNullField("tls");
        json.writeNullField("round_trip_ms");
        json.writeObjectFieldStart("error");
        json.writeNumberField("code", failure.exitStatus().code());
        json.writeStringField("id", failure.id());
        json.writeStringField("what", failure.what());
        json.writeStringField("why", failure.why());
        json.writeStringField("next", failure.next());
        json.writeEndObject();
    }

    private static void json(@Nullable ServerCertificate certificate, JsonGenerator json) throws IOException {
        if (certificate == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("subject", certificate.subject());
        json.writeStringField("issuer", certificate.issuer());
        json.writeStringField("until", certificate.until().toString());
        json.writeEndObject();
    }

    private static BigDecimal milliseconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos()).movePointLeft(6).setScale(DECIMALS, RoundingMode.HALF_UP);
    }
}
