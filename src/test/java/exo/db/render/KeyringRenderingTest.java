package exo.db.render;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.crypto.KeyringMissing;
import exo.db.keyring.BootstrapReport;
import exo.db.keyring.KeyringReport;
import exo.db.keyring.KeyringReport.Proof;
import exo.db.keyring.KeyringReport.StoredKey;
import exo.db.sealing.ColumnCount;
import exo.db.sealing.ColumnCount.Accuracy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class KeyringRenderingTest {
    private static final StoredKey ACTIVE = new StoredKey(
            "0a1b2c3d",
            "active",
            "XAES-256-GCM",
            "1122334455667788",
            null,
            Instant.parse("2026-03-01T00:00:00Z"),
            Duration.ofDays(12).plusHours(23),
            null,
            Instant.parse("2026-03-10T08:00:00Z"));

    @Test
    void showsTheKeysAndWhatTheyHaveSealed() {
        KeyringReport report = new KeyringReport(
                new Proof.Opens("1122334455667788"),
                List.of(ACTIVE),
                List.of(count("config", 1, 20, 300), count("status", 0, 0, 7)));

        assertThat(printed(new KeyringRendering(report), Output.TABLE)).isEqualTo("""
                root key: 1122334455667788 opens the keyring
                escrow:   a copy of the root key opened the keyring 3 d ago, on 2026-03-10T08:00:00Z

                KEY       STATE   ALGORITHM     AGE   RETIRED  WRAPPED BY ROOT KEY  SEALS
                0a1b2c3d  active  XAES-256-GCM  12 d           1122334455667788     307

                COLUMN                SEALED  PLAINTEXT  NULL  SEALED BY KEY
                tool_statuses.config  300     20         1     0a1b2c3d: 300
                tool_statuses.status  7       0          0     0a1b2c3d: 7
                """);
    }

    @Test
    void explainsAKeyringThatIsNotThere() {
        KeyringReport report = new KeyringReport(new Proof.Fails(null, new KeyringMissing()), List.of(), List.of());

        assertThat(printed(new KeyringRendering(report), Output.TABLE))
                .isEqualTo("root key: none given; the encryption keyring is missing\n");
    }

    @Test
    void showsThatARootKeyIsBeingChangedAndWhenAKeyWasRetired() {
        StoredKey retired = new StoredKey(
                "0a1b2c3d",
                "retired",
                "XAES-256-GCM",
                "1122334455667788",
                "99aabbccddeeff00",
                Instant.parse("2026-03-01T00:00:00Z"),
                Duration.ofDays(12),
                Instant.parse("2026-03-02T00:00:00Z"),
                null);
        KeyringReport report = new KeyringReport(new Proof.NoKeyGiven(), List.of(retired), List.of());

        assertThat(printed(new KeyringRendering(report), Output.TABLE)).isEqualTo("""
                root key: none given, so the keyring was not opened
                escrow:   never proved that a copy of the root key opens the keyring: escrow-check does
                rewrap:   root key 99aabbccddeeff00 opens the keyring as well, until rewrap --finish or --abort

                KEY       STATE    ALGORITHM     AGE   RETIRED               WRAPPED BY ROOT KEY                    SEALS
                0a1b2c3d  retired  XAES-256-GCM  12 d  2026-03-02T00:00:00Z  1122334455667788 and 99aabbccddeeff00  0
                """);
    }

    @Test
    void givesProgramsEveryField() {
        KeyringReport report =
                new KeyringReport(new Proof.NoKeyGiven(), List.of(ACTIVE), List.of(count("config", 1, 20, 300)));

        assertThat(printed(new KeyringRendering(report), Output.JSON))
                .isEqualTo("{\"root_key_fingerprint\":null,\"opens\":null,\"next_root_key_fingerprint\":null,"
                        + "\"escrow_verified_at\":\"2026-03-10T08:00:00Z\",\"escrow_age_seconds\":313200,\"keys\":[{\"kid\":\"0a1b2c3d\","
                        + "\"state\":\"active\",\"algorithm\":\"XAES-256-GCM\","
                        + "\"root_key_fingerprint\":\"1122334455667788\",\"next_root_key_fingerprint\":null,"
                        + "\"created_at\":\"2026-03-01T00:00:00Z\",\"age_seconds\":1119600,\"retired_at\":null,"
                        + "\"escrow_verified_at\":\"2026-03-10T08:00:00Z\",\"seals\":300,\"removable\":false}],"
                        + "\"columns\":[{\"table\":\"tool_statuses\","
                        + "\"column\":\"config\",\"sealed\":300,\"plaintext\":20,\"null\":1,"
                        + "\"exact\":true,\"by_kid\":{\"0a1b2c3d\":300}}]}\n");
    }

    @Test
    void saysWhoseKeyringItIs() {
        BootstrapReport found = new BootstrapReport(BootstrapReport.Outcome.OPENED, "0a1b2c3d", "1122334455667788");

        assertThat(printed(new BootstrapRendering(found), Output.TABLE)).isEqualTo("""
                keyring is in order: key 0a1b2c3d, opened by the root key with the fingerprint 1122334455667788
                """);
        assertThat(printed(new BootstrapRendering(found), Output.JSON))
                .isEqualTo("{\"outcome\":\"opened\",\"kid\":\"0a1b2c3d\","
                        + "\"root_key_fingerprint\":\"1122334455667788\"}\n");
    }

    private static String printed(Rendering rendering, Output output) {
        StringWriter out = new StringWriter();
        Terminal terminal = Terminal.plain(new PrintWriter(out), new PrintWriter(new StringWriter()));
        new Renderer("bootstrap-keyring", output, Renderer.Detail.NORMAL, terminal).result(rendering);
        return out.toString();
    }

    private static ColumnCount count(String column, long nulls, long plaintext, long sealed) {
        return new ColumnCount(
                "tool_statuses", column, Accuracy.EXACT, nulls, plaintext, new TreeMap<>(Map.of(ACTIVE.kid(), sealed)));
    }
}
