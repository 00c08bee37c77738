package exo.db.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.crypto.Cell;
import exo.db.crypto.Envelope;
import exo.db.crypto.KekState;
import exo.db.crypto.KeyWrong;
import exo.db.crypto.Keyring;
import exo.db.crypto.KeyringDamaged;
import exo.db.crypto.KeyringEntry;
import exo.db.crypto.Opened;
import exo.db.crypto.RootKey;
import exo.db.database.Session;
import exo.db.engine.PlanExecutor;
import exo.db.engine.PlanExecutor.Obstacle;
import exo.db.engine.PlanStopped;
import exo.db.failure.ExitStatus;
import exo.db.failure.ExoException;
import exo.db.schema.Plan;
import exo.db.sealing.ColumnCount.Accuracy;
import exo.db.testing.MigratedDatabase;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestKeys;
import exo.db.testing.TestSessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
final class RevisionIT {
    private static final Cell CELL = new Cell("log_sinks", "config", "1");

    private final RootKey rootKey = TestKeys.rootKey();
    private final RootKey coming = TestKeys.otherRootKey();
    private final KeyringService keyrings = new KeyringService(new SecureRandom());
    private final RevisionService revisions = new RevisionService(new SecureRandom());
    private final Session session;
    private final TestDatabase database;
    private String sealed = "";

    RevisionIT(TestDatabase database) {
        this.database = database;
        this.session = TestSessions.open(database);
    }

    @BeforeEach
    void bootstrap() {
        MigratedDatabase.prepare(session);
        apply(keyrings.plan(session, rootKey));
        try (Keyring keyring = keyrings.open(session, rootKey)) {
            sealed = Envelope.seal(keyring, CELL, "{}");
        }
    }

    @AfterEach
    void close() {
        session.close();
        rootKey.close();
        coming.close();
    }

    @Test
    void aRotationMakesANewKeyActiveAndTheOldOneStillOpens() {
        String before = entries().getFirst().kid();

        apply(revisions.rotate(session, rootKey));

        assertThat(entries()).extracting(KeyringEntry::state).containsOnlyOnce(KekState.ACTIVE, KekState.RETIRED);
        assertThat(retiredAt()).isEqualTo(before);
        try (Keyring keyring = keyrings.open(session, rootKey)) {
            assertThat(keyring.active().kid()).isNotEqualTo(before);
            assertThat(Envelope.kid(Envelope.seal(keyring, CELL, "{}")))
                    .isEqualTo(keyring.active().kid());
        }
        assertThat(opens(rootKey)).isTrue();
    }

    @Test
    void eitherRootKeyOpensBetweenTheHalvesOfARewrapAndOnlyTheNewOneAfter() {
        apply(revisions.rotate(session, rootKey));

        apply(revisions.rewrap(session, rootKey, coming));
        boolean oldBetween = opens(rootKey);
        boolean newBetween = opens(coming);
        apply(revisions.finish(session, coming));

        assertThat(oldBetween).isTrue();
        assertThat(newBetween).isTrue();
        assertThat(opens(coming)).isTrue();
        assertThatThrownBy(() -> opens(rootKey)).isInstanceOf(KeyWrong.class);
        assertThat(entries()).extracting(KeyringEntry::next).containsOnlyNulls();
    }

    @Test
    void aRewrapThatIsTakenBackLeavesTheKeyringAsItWas() {
        String before = rows();

        apply(revisions.rewrap(session, rootKey, coming));
        apply(revisions.abort(session, rootKey));

        assertThat(rows()).isEqualTo(before);
        assertThatThrownBy(() -> opens(coming)).isInstanceOf(KeyWrong.class);
    }

    @Test
    void everyHalfIsNothingToDoTheSecondTime() {
        apply(revisions.rewrap(session, rootKey, coming));
        Plan again = revisions.rewrap(session, rootKey, coming);
        apply(revisions.finish(session, coming));

        assertThat(again).isEqualTo(Plan.EMPTY);
        assertThat(revisions.finish(session, coming)).isEqualTo(Plan.EMPTY);
        assertThat(revisions.abort(session, coming)).isEqualTo(Plan.EMPTY);
    }

    @Test
    void refusesWhatTheHalvesOfARewrapDoNotAllow() {
        assertRefused("rewrap.same-key", () -> revisions.rewrap(session, rootKey, rootKey));

        apply(revisions.rewrap(session, rootKey, coming));
        String between = rows();

        assertRefused("rewrap.old-key", () -> revisions.finish(session, rootKey));
        assertRefused("rewrap.new-key", () -> revisions.abort(session, coming));
        assertRefused("rewrap.in-progress", () -> revisions.rotate(session, rootKey));
        assertRefused("rewrap.in-progress", () -> revisions.rewrap(session, coming, rootKey));
        assertThat(rows()).isEqualTo(between);
    }

    @Test
    void aKeyThatDoesNotUnwrapStopsARewrapBeforeItIsPlanned() {
        apply(revisions.rotate(session, rootKey));
        session.sql()
                .execute("update encryption_keys set wrapped_key = set_byte(wrapped_key, 30,"
                        + " get_byte(wrapped_key, 30) # 1) where state = 'retired'");

        assertThatThrownBy(() -> revisions.rewrap(session, rootKey, coming)).isInstanceOf(KeyringDamaged.class);
        assertThat(entries()).extracting(KeyringEntry::next).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"next_wrapped_key", "next_root_key_fingerprint"})
    void halfOfAWrapByAComingRootKeyIsARewrapThatCanOnlyBeTakenBack(String lost) {
        String before = rows();
        apply(revisions.rewrap(session, rootKey, coming));
        session.sql().execute("update encryption_keys set " + lost + " = null");

        assertThat(opens(rootKey)).isTrue();
        assertThatThrownBy(() -> opens(coming)).isInstanceOf(ExoException.class);
        assertRefused("rewrap.in-progress", () -> revisions.rotate(session, rootKey));
        apply(revisions.abort(session, rootKey));

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aProofOfACopyIsWrittenDownBesideHalfOfAWrapToo() {
        session.sql().execute("update encryption_keys set next_root_key_fingerprint = '00112233aabbccdd'");

        apply(revisions.escrowProof(session, rootKey));

        assertThat(keyrings.status(session, rootKey, Accuracy.EXACT).escrowVerifiedAt())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrapped_key", "root_key_fingerprint", "algorithm", "canary", "state"})
    void aNullWhereAKeyMustHaveSomethingIsDamage(String column) {
        session.sql().execute("alter table encryption_keys alter " + column + " drop not null");
        session.sql().execute("update encryption_keys set " + column + " = null");

        assertThatThrownBy(() -> opens(rootKey))
                .isInstanceOfSatisfying(
                        ExoException.class,
                        damaged -> assertThat(damaged.id())
                                .isEqualTo(column.equals("canary") ? "canary.bad" : "keyring.damaged"));
        KeyringReport report = keyrings.status(session, rootKey, Accuracy.EXACT);
        assertThat(report.failure()).isPresent();
        assertThat(report.isRemovable(report.keys().getFirst())).isFalse();
    }

    @Test
    void ofRacingRotationsOneIsMadeAndTheOthersAreToldToRunAgain() throws Exception {
        CyclicBarrier start = new CyclicBarrier(4);
        Callable<String> rotation = () -> {
            try (Session own = TestSessions.open(database);
                    RootKey key = TestKeys.rootKey()) {
                Plan plan = revisions.rotate(own, key);
                start.await();
                apply(own, plan);
                return "rotated";
            } catch (PlanStopped e) {
                return e.exitStatus() + " " + e.id();
            }
        };

        List<String> outcomes = inParallel(List.of(rotation, rotation, rotation, rotation));

        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "rotated", "STOPPED plan.outdated", "STOPPED plan.outdated", "STOPPED plan.outdated");
        assertThat(entries()).hasSize(2);
        assertThat(opens(rootKey)).isTrue();
    }

    @Test
    void aRotationAndARewrapDoNotBothHappen() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<String> rotation = () -> {
            try (Session own = TestSessions.open(database);
                    RootKey key = TestKeys.rootKey()) {
                return outcome(own, revisions.rotate(own, key), start);
            }
        };
        Callable<String> rewrap = () -> {
            try (Session own = TestSessions.open(database);
                    RootKey key = TestKeys.rootKey();
                    RootKey other = TestKeys.otherRootKey()) {
                return outcome(own, revisions.rewrap(own, key, other), start);
            }
        };

        List<String> outcomes = inParallel(List.of(rotation, rewrap));

        assertThat(outcomes).containsExactlyInAnyOrder("done", "plan.outdated");
        assertThat(opens(rootKey)).isTrue();
    }

    /** The server changes what it is given, as a trigger or a fault would: the proof is made with what it keeps. */
    @Test
    void whatWouldNotBecomeWhatWasProvedIsNotCommitted() {
        session.sql().execute("""
                create function spoil() returns trigger language plpgsql as $$
                begin
                    new.next_wrapped_key := set_byte(new.next_wrapped_key, 40, 255 - get_byte(new.next_wrapped_key, 40));
                    return new;
                end $$""");
        session.sql()
                .execute("create trigger spoil before update on encryption_keys for each row"
                        + " when (new.next_wrapped_key is not null) execute function spoil()");
        String before = rows();

        assertThatThrownBy(() -> apply(revisions.rewrap(session, rootKey, coming)))
                .isInstanceOfSatisfying(
                        PlanStopped.class,
                        stopped -> assertThat(stopped.why())
                                .isEqualTo("the keyring would not become what was proved to open"));

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aCopyOfTheRootKeyIsProvedAndTheTimeIsWrittenDown() {
        apply(revisions.rotate(session, rootKey));

        apply(revisions.escrowProof(session, rootKey));

        KeyringReport report = keyrings.status(session, rootKey, Accuracy.EXACT);
        assertThat(report.escrowAge().orElseThrow()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        assertThatThrownBy(() -> revisions.escrowProof(session, coming)).isInstanceOf(KeyWrong.class);
    }

    @Test
    void theProofOfAnOldRootKeysCopyCountsNoMoreForANewOne() {
        apply(revisions.escrowProof(session, rootKey));

        apply(revisions.rewrap(session, rootKey, coming));
        Plan early = revisions.escrowProof(session, coming);
        apply(revisions.finish(session, coming));

        assertThat(early).isEqualTo(Plan.EMPTY);
        assertThat(keyrings.status(session, coming, Accuracy.EXACT).escrowVerifiedAt())
                .isEmpty();
    }

    private String outcome(Session own, Plan plan, CyclicBarrier start) throws Exception {
        start.await();
        try {
            apply(own, plan);
            return "done";
        } catch (PlanStopped e) {
            return e.id();
        }
    }

    private static List<String> inParallel(List<Callable<String>> work) throws Exception {
        List<String> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<String> outcome : threads.invokeAll(work)) {
                outcomes.add(outcome.get());
            }
        }
        return outcomes;
    }

    private static void assertRefused(String id, Callable<Plan> planning) {
        assertThatThrownBy(planning::call).isInstanceOfSatisfying(ExoException.class, refused -> {
            assertThat(refused.id()).isEqualTo(id);
            assertThat(refused.exitStatus()).isEqualTo(ExitStatus.REFUSED);
            assertThat(refused.next()).isNotEmpty();
        });
    }

    private boolean opens(RootKey key) {
        try (Keyring keyring = keyrings.open(session, key)) {
            return Envelope.open(keyring, CELL, sealed).equals(new Opened.Plaintext("{}"));
        }
    }

    private List<KeyringEntry> entries() {
        return KeyringReader.entries(session);
    }

    private String retiredAt() {
        return String.valueOf(session.sql()
                .fetchValue("select string_agg(kid, ', ') from encryption_keys where retired_at is not null"));
    }

    private String rows() {
        return String.valueOf(session.sql()
                .fetchValue("select string_agg(encryption_keys::text, e'\\n' order by kid) from encryption_keys"));
    }

    private void apply(Plan plan) {
        apply(session, plan);
    }

    private static void apply(Session session, Plan plan) {
        new PlanExecutor(TestSessions.timing())
                .apply(session, plan, Duration.ofSeconds(20), Obstacle.STOP, event -> {});
    }
}
