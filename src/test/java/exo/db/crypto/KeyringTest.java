package exo.db.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XAesGcmKey;
import com.google.crypto.tink.aead.subtle.XAesGcmAead;
import com.google.crypto.tink.util.SecretBytes;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeyringTest {
    private final RootKey rootKey = CryptoFixture.rootKey(CryptoFixture.HEX_KEY);
    private final RootKey otherRootKey = CryptoFixture.rootKey(CryptoFixture.OTHER_HEX_KEY);
    private final KeyringEntry entry = Keyring.bootstrapEntry(rootKey, CryptoFixture.random(1));
    private final KeyringEntry second = Keyring.bootstrapEntry(rootKey, CryptoFixture.random(2));

    @AfterEach
    void closeKeys() {
        rootKey.close();
        otherRootKey.close();
    }

    @Test
    void opensWhatBootstrapMade() {
        try (Keyring keyring = Keyring.open(List.of(entry), rootKey)) {
            assertThat(keyring.active().kid()).isEqualTo(entry.kid()).matches("[0-9a-f]{8}");
            assertThat(entry.algorithm()).isEqualTo("XAES-256-GCM");
            assertThat(entry.state()).isEqualTo(KekState.ACTIVE);
            assertThat(entry.current().bytes()).hasSize(24 + 32 + 16);
            assertThat(entry.next()).isNull();
        }
    }

    @Test
    void bootstrapsAnotherKeyEachTime() {
        assertThat(second.kid()).isNotEqualTo(entry.kid());
        assertThat(second.current().bytes()).isNotEqualTo(entry.current().bytes());
    }

    /** The whole chain from root key to value by another implementation, with nothing of this package but the entry. */
    @Test
    void canBeReadByTinkAlone() throws GeneralSecurityException, IOException {
        byte[] kek = tinkOpen(
                HexFormat.of().parseHex(CryptoFixture.HEX_KEY), entry.current().bytes(), "wrapped_key");
        byte[] canary =
                tinkOpen(kek, Base64.getUrlDecoder().decode(entry.canary().split(":", -1)[2]), "canary");

        assertThat(new String(canary, StandardCharsets.UTF_8)).isEqualTo("exo keyring canary");
    }

    @Test
    void opensOldValuesWithRetiredKeys() {
        KeyringEntry retired = with(entry, entry.current(), null, entry.canary(), KekState.RETIRED);
        Cell cell = new Cell("integrations", "credentials", "1");
        String old;
        try (Keyring before = Keyring.open(List.of(entry), rootKey);
                EnvelopeSealer sealer = new EnvelopeSealer(before.active(), CryptoFixture.random(3))) {
            old = sealer.seal(cell, "secret");
        }

        try (Keyring keyring = Keyring.open(List.of(retired, second), rootKey);
                EnvelopeOpener opener = new EnvelopeOpener(keyring)) {
            assertThat(keyring.active().kid()).isEqualTo(second.kid());
            assertThat(opener.open(cell, old)).isEqualTo(new Opened.Plaintext("secret"));
        }
    }

    @Test
    void opensWithTheOldAndTheNewRootKeyDuringARewrap() {
        WrappedKey next;
        try (Keyring keyring = Keyring.open(List.of(entry), rootKey)) {
            next = keyring.active().wrap(otherRootKey, CryptoFixture.random(3));
        }
        KeyringEntry both = with(entry, entry.current(), next, entry.canary(), KekState.ACTIVE);

        try (Keyring withOld = Keyring.open(List.of(both), rootKey);
                Keyring withNew = Keyring.open(List.of(both), otherRootKey)) {
            assertThat(withOld.active().kid()).isEqualTo(withNew.active().kid());
        }
    }

    @Test
    void saysThatTheKeyringIsMissing() {
        assertFailure(List.of(), rootKey, KeyringMissing.class, "keyring.missing");
    }

    @Test
    void saysThatTheRootKeyIsAnotherOne() {
        ExoException failure = assertFailure(List.of(entry, second), otherRootKey, KeyWrong.class, "key.wrong");

        assertThat(failure.why())
                .isEqualTo("its fingerprint is " + otherRootKey.fingerprint() + ", the keyring was made with "
                        + rootKey.fingerprint());
    }

    @Test
    void saysThatTheRootKeyIsNeitherTheCurrentNorTheNext() {
        WrappedKey next = new WrappedKey("00112233aabbccdd", new byte[72]);
        KeyringEntry rewrapping = with(entry, entry.current(), next, entry.canary(), KekState.ACTIVE);

        ExoException failure = assertFailure(List.of(rewrapping), otherRootKey, KeyWrong.class, "key.wrong");

        assertThat(failure.why()).endsWith(rootKey.fingerprint() + " or 00112233aabbccdd");
    }

    @Test
    void callsEveryFlippedBitOfAWrappedKeyDamage() {
        byte[] wrapped = entry.current().bytes();
        for (int bit = 0; bit < wrapped.length * Byte.SIZE; bit++) {
            byte[] damaged = wrapped.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            WrappedKey wrap = new WrappedKey(rootKey.fingerprint(), damaged);

            assertFailure(
                    List.of(with(entry, wrap, null, entry.canary(), KekState.ACTIVE)),
                    rootKey,
                    KeyringDamaged.class,
                    "keyring.damaged");
        }
    }

    @Test
    void callsAFingerprintThatIsNotThatOfTheRootKeyThatUnwrapsDamage() {
        WrappedKey renamed = new WrappedKey("00112233aabbccdd", entry.current().bytes());

        ExoException failure = assertFailure(
                List.of(with(entry, renamed, null, entry.canary(), KekState.ACTIVE)),
                rootKey,
                KeyringDamaged.class,
                "keyring.damaged");

        assertThat(failure.why()).contains("unwraps key " + entry.kid()).contains("root_key_fingerprint");
    }

    @Test
    void callsAWrappedKeyUnderAnotherIdDamage() {
        KeyringEntry swapped = with(entry, second.current(), null, entry.canary(), KekState.ACTIVE);

        assertFailure(List.of(swapped), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsAnUnknownAlgorithmDamage() {
        KeyringEntry unknown =
                new KeyringEntry(entry.kid(), entry.current(), null, "AES-128-ECB", entry.canary(), KekState.ACTIVE);

        assertFailure(List.of(unknown), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsAnIdThatIsNoneDamage() {
        KeyringEntry renamed =
                new KeyringEntry("KEY", entry.current(), null, entry.algorithm(), entry.canary(), KekState.ACTIVE);

        assertFailure(List.of(renamed), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsTwoActiveKeysDamage() {
        assertFailure(List.of(entry, second), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsNoActiveKeyDamage() {
        KeyringEntry retired = with(entry, entry.current(), null, entry.canary(), KekState.RETIRED);

        assertFailure(List.of(retired), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsTheSameKeyTwiceDamage() {
        KeyringEntry retired = with(entry, entry.current(), null, entry.canary(), KekState.RETIRED);

        assertFailure(List.of(entry, retired), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsAKeyringOfTwoRootKeysDamage() {
        KeyringEntry foreign = Keyring.bootstrapEntry(otherRootKey, CryptoFixture.random(3));
        KeyringEntry retired = with(foreign, foreign.current(), null, foreign.canary(), KekState.RETIRED);

        assertFailure(List.of(entry, retired), rootKey, KeyringDamaged.class, "keyring.damaged");
    }

    @Test
    void callsAnUnknownStateDamage() {
        assertThat(KekState.of("active")).isEqualTo(KekState.ACTIVE);
        assertThat(KekState.of("retired")).isEqualTo(KekState.RETIRED);
        assertThatThrownBy(() -> KekState.of("ACTIVE")).isInstanceOf(KeyringDamaged.class);
    }

    @Test
    void saysThatACanaryDoesNotOpen() {
        for (String canary : List.of(
                "", "exo keyring canary", second.canary(), entry.canary().replace("exo1:", "exo1:0") + "A")) {
            KeyringEntry changed = with(entry, entry.current(), null, canary, KekState.ACTIVE);

            ExoException failure = assertFailure(List.of(changed), rootKey, CanaryBad.class, "canary.bad");

            assertThat(failure.what()).contains(entry.kid());
        }
    }

    @Test
    void saysThatACanaryHoldsAnotherText() {
        String canary;
        try (Keyring keyring = Keyring.open(List.of(entry), rootKey);
                EnvelopeSealer sealer = new EnvelopeSealer(keyring.active(), CryptoFixture.random(3))) {
            canary = sealer.seal(Cell.canary(entry.kid()), "another text");
        }
        KeyringEntry changed = with(entry, entry.current(), null, canary, KekState.ACTIVE);

        assertFailure(List.of(changed), rootKey, CanaryBad.class, "canary.bad");
    }

    @Test
    void triesTheCanaryOfARetiredKeyToo() {
        KeyringEntry retired = with(second, second.current(), null, entry.canary(), KekState.RETIRED);

        ExoException failure = assertFailure(List.of(entry, retired), rootKey, CanaryBad.class, "canary.bad");

        assertThat(failure.what()).contains(second.kid());
    }

    @Test
    void givesNoKeyOnceItIsClosed() {
        Keyring keyring = Keyring.open(List.of(entry), rootKey);

        keyring.close();

        assertThat(keyring.find(entry.kid())).isEmpty();
        assertThatThrownBy(keyring::active).isInstanceOf(IllegalStateException.class);
    }

    private static ExoException assertFailure(
            List<KeyringEntry> entries, RootKey rootKey, Class<? extends ExoException> type, String id) {
        ExoException failure = catchThrowableOfType(type, () -> Keyring.open(entries, rootKey));
        assertThat(failure).isNotNull();
        assertThat(failure.id()).isEqualTo(id);
        assertThat(failure.exitStatus()).isEqualTo(ExitStatus.KEY);
        assertThat(List.of(failure.what(), failure.why(), failure.next())).doesNotContain("");
        return failure;
    }

    private static KeyringEntry with(
            KeyringEntry entry, WrappedKey current, @Nullable WrappedKey next, String canary, KekState state) {
        return new KeyringEntry(entry.kid(), current, next, entry.algorithm(), canary, state);
    }

    private byte[] tinkOpen(byte[] key, byte[] sealed, String column) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream additionalData = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(additionalData);
        for (String field : List.of("exo1", "encryption_keys", column, entry.kid())) {
            fields.writeInt(field.length());
            fields.writeBytes(field);
        }
        return XAesGcmAead.create(XAesGcmKey.create(
                        PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX,
                        SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()),
                        null))
                .decrypt(sealed, additionalData.toByteArray());
    }
}
