package exo.db.sealing;

import static exo.db.sealing.SealStage.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import exo.db.database.AdvisoryLock;
import exo.db.database.LockHeldElsewhere;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.failure.Finding;
import exo.db.schema.Pending;
import exo.db.sealing.ColumnCount.Accuracy;
import exo.db.sealing.SealPolicy.Columns;
import exo.db.sealing.SealPolicy.Unsealed;
import exo.db.sealing.SealReport.Standing;
import exo.db.testing.PostgresExtension;
import exo.db.testing.TestDatabase;
import exo.db.testing.TestSessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class SealIT {
    @Test
    void sealsTablesPartitionsAndTheTrashAndDeclaresThemSealed(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.sinks(2_500);
            stage.sink(id(9_999), null);
            String before = stage.text("select max(updated_at)::text from log_sinks");
            withTrash(stage);
            stage.event("session_events", id(1), "in use");
            stage.event("exo_trash.old_month", id(2), "set aside");

            SealReport report = stage.seal();

            assertThat(report.exitStatus()).isEqualTo(ExitStatus.DONE);
            assertThat(column(report, "log_sinks.config").sealed()).isEqualTo(2_500);
            assertThat(column(report, "session_events.payload").sealed()).isEqualTo(2);
            assertThat(report.columns()).extracting(SealReport.Column::standing).containsOnly(Standing.SEALED_NOW);
            assertThat(stage.verify().exitStatus()).isEqualTo(ExitStatus.DONE);
            assertThat(stage.read("log_sinks", "config", id(77), stage.config(id(77))))
                    .isEqualTo("clear 77");
            assertThat(stage.read(
                            "session_events", "payload", id(2), stage.text("select payload from exo_trash.old_month")))
                    .isEqualTo("set aside");
            assertThat(stage.text("select max(updated_at)::text from log_sinks"))
                    .isEqualTo(before);
            assertThat(ColumnRegister.read(stage.session()).sealed()).contains("log_sinks.config");
        }
    }

    @Test
    void aSecondRunWritesNothing(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.sinks(50);
            stage.seal();
            String written = stage.text("select string_agg(xmin::text || ctid::text, ',' order by id) from log_sinks");

            SealReport report = stage.seal();

            assertThat(report.values()).isZero();
            assertThat(stage.text("select string_agg(xmin::text || ctid::text, ',' order by id) from log_sinks"))
                    .isEqualTo(written);
        }
    }

    @Test
    void sealsAnewWhatARetiredKeyHasSealed(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.sinks(300);
            stage.seal();
            stage.rotate();

            SealReport report = stage.seal();

            assertThat(column(report, "log_sinks.config").sealedAnew()).isEqualTo(300);
            ColumnCount count = ColumnCounter.count(stage.session(), Accuracy.EXACT).stream()
                    .filter(counted -> counted.place().equals("log_sinks.config"))
                    .findFirst()
                    .orElseThrow();
            assertThat(count.sealedByKid()).isEqualTo(Map.of(stage.activeKid(), 300L));
            assertThat(stage.read("log_sinks", "config", id(5), stage.config(id(5))))
                    .isEqualTo("clear 5");
        }
    }

    @Test
    void leavesADamagedValueAsItIsAndNamesIt(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            String moved = stage.sealed("log_sinks", "config", id(1), "secret");
            stage.sink(id(1), "clear");
            stage.sink(id(2), moved);
            stage.rotate();

            SealReport report = stage.seal();

            assertThat(stage.config(id(2))).isEqualTo(moved);
            assertThat(report.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.id()).isEqualTo("value.damaged");
                assertThat(finding.what()).contains(id(2));
            });
            assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_FAILED);
            assertThat(column(report, "log_sinks.config").sealed()).isEqualTo(1);
        }
    }

    @Test
    void sealsPlaintextInASealedColumnOnlyForWhoVouchesForIt(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.seal();
            stage.sink(id(1), "slipped in");

            SealReport reported = stage.seal();
            SealReport accepted = stage.seal(new SealPolicy(Columns.ALL, Unsealed.ACCEPT));

            assertThat(reported.findings()).extracting(Finding::id).containsExactly("value.unsealed");
            assertThat(reported.values()).isZero();
            assertThat(accepted.values()).isEqualTo(1);
            assertThat(accepted.exitStatus()).isEqualTo(ExitStatus.DONE);
        }
    }

    @Test
    void leavesAColumnThatHasNoRoomYet(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.session().sql().execute("alter table log_sinks alter column config type jsonb using config::jsonb");
            stage.session()
                    .sql()
                    .execute("insert into log_sinks (id, tenant_id, name, kind, config, enabled)"
                            + " select gen_random_uuid(), id, 'x', 'x', jsonb_build_object('a', 1), true from tenants");

            SealReport report = stage.seal();

            assertThat(report.findings()).extracting(Finding::id).containsExactly("value.no-room");
            assertThat(column(report, "log_sinks.config").standing()).isEqualTo(Standing.OPEN);
            assertThat(report.exitStatus()).isEqualTo(ExitStatus.CHECK_WARNED);
        }
    }

    @Test
    void theDaemonWaitsUntilTheReleaseHasSettled(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.sinks(3);
            stage.session()
                    .sql()
                    .execute("update schema_state set sealed_columns = jsonb_build_object('text_since',"
                            + " jsonb_build_object('log_sinks.config', now() - interval '6 days'))");

            SealReport early = stage.seal(SealPolicy.BY_SCHEDULE);
            stage.session().sql().execute("update maintenance_settings set seal_after_days = 5");
            SealReport late = stage.seal(SealPolicy.BY_SCHEDULE);
            SealReport again = stage.seal(SealPolicy.BY_SCHEDULE);

            assertThat(early.values()).isZero();
            assertThat(early.columns()).extracting(SealReport.Column::place).doesNotContain("log_sinks.config");
            assertThat(late.values()).isEqualTo(3);
            assertThat(again.columns()).isEmpty();
        }
    }

    @Test
    void aRunThatWasStoppedIsTakenUpWhereItWas(TestDatabase database) {
        try (SealStage stage = new SealStage(database);
                Session observer = TestSessions.open(database)) {
            stage.sinks(4_000);

            SealReport stopped = stage.seal(SealPolicy.BY_HAND, () -> isBegun(observer));
            String checkpoint = stage.text(
                    "select checkpoint -> 'relations' -> 'public.log_sinks' ->> 'page' from maintenance_runs");
            SealReport finished = stage.seal();

            assertThat(stopped.pending()).extracting(Pending::id).contains("seal.stopped");
            assertThat(stopped.exitStatus()).isEqualTo(ExitStatus.STOPPED);
            assertThat(stopped.values()).isBetween(1L, 3_999L);
            assertThat(Long.parseLong(checkpoint)).isPositive();
            assertThat(stopped.values() + finished.values()).isEqualTo(4_000);
            assertThat(finished.exitStatus()).isEqualTo(ExitStatus.DONE);
        }
    }

    @Test
    void aRunLeavesWhatANewerKeyHasSealed(TestDatabase database) {
        try (SealStage stage = new SealStage(database);
                Session observer = TestSessions.open(database)) {
            stage.sinks(6_000);
            AtomicBoolean rotated = new AtomicBoolean();

            SealReport report = stage.seal(SealPolicy.BY_HAND, () -> {
                if (isBegun(observer) && rotated.compareAndSet(false, true)) {
                    rotate(stage, observer);
                }
                return false;
            });

            assertThat(report.pending()).extracting(Pending::id).contains("seal.stopped");
            assertThat(stage.config(id(6_000))).startsWith("exo1:" + stage.activeKid());
            assertThat(stage.verify().exitStatus()).isNotEqualTo(ExitStatus.CHECK_FAILED);
        }
    }

    /** And a backend that has noticed writes the row that lies last. */
    private static void rotate(SealStage stage, Session backend) {
        synchronized (backend) {
            stage.rotate();
            backend.sql()
                    .execute(
                            "update log_sinks set config = ? where id = ?::uuid",
                            stage.sealed("log_sinks", "config", id(6_000), "newest"),
                            id(6_000));
        }
    }

    @Test
    void aSecondRunAtTheSameTimeLeavesTheWorkToTheFirst(TestDatabase database) {
        try (SealStage stage = new SealStage(database);
                Session other = TestSessions.open(database)) {
            stage.sinks(5);
            AdvisoryLock.acquire(other, "seal", TestSessions.timing(), Duration.ZERO, text -> {});

            assertThatThrownBy(stage::seal).isInstanceOf(LockHeldElsewhere.class);
            assertThat(stage.config(id(1))).isEqualTo("clear 1");
        }
    }

    @Test
    void aRowThatSomebodyHoldsIsLeftAndTheOthersAreSealed(TestDatabase database) throws Exception {
        try (SealStage stage = new SealStage(database);
                Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            stage.sinks(40);
            holder.setAutoCommit(false);
            statement.execute("update log_sinks set config = 'newer' where id = '" + id(7) + "'");

            SealReport report = stage.seal();
            holder.commit();
            SealReport later = stage.seal();

            assertThat(report.pending()).extracting(Pending::id).containsExactly("seal.writers");
            assertThat(column(report, "log_sinks.config").sealed()).isEqualTo(39);
            assertThat(column(report, "log_sinks.config").standing()).isEqualTo(Standing.OPEN);
            assertThat(later.values()).isEqualTo(1);
            assertThat(stage.read("log_sinks", "config", id(7), stage.config(id(7))))
                    .isEqualTo("newer");
            holder.rollback();
        }
    }

    @Test
    void noUpdateIsLostAndEveryValueCanBeReadWhileItIsSealed(TestDatabase database) {
        try (SealStage stage = new SealStage(database)) {
            stage.sinks(3_000);
            Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(2);
            CompletableFuture<Void> writers = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> write(database, stage, 0, acknowledged, over, begun)),
                    CompletableFuture.runAsync(() -> write(database, stage, 1, acknowledged, over, begun)));
            begun.countDown();

            try {
                stage.seal();
            } finally {
                over.set(true);
                writers.join();
            }
            stage.seal(new SealPolicy(Columns.ALL, Unsealed.ACCEPT));

            assertThat(acknowledged).isNotEmpty();
            acknowledged.forEach(
                    (row, text) -> assertThat(stage.read("log_sinks", "config", id(row), stage.config(id(row))))
                            .isEqualTo(text));
            assertThat(stage.verify().exitStatus()).isEqualTo(ExitStatus.DONE);
        }
    }

    /** Half of its writes are plaintext, as an older image's would be; reads what it is about to change. */
    private static void write(
            TestDatabase database,
            SealStage stage,
            int parity,
            Map<Integer, String> acknowledged,
            AtomicBoolean over,
            CountDownLatch begun) {
        Random random = new Random(parity);
        begun.countDown();
        try (Connection connection = database.connect();
                PreparedStatement read =
                        connection.prepareStatement("select config from log_sinks where id = ?::uuid");
                PreparedStatement update =
                        connection.prepareStatement("update log_sinks set config = ? where id = ?::uuid")) {
            for (int number = 0; !over.get(); number++) {
                int row = 1 + 2 * random.nextInt(1_500) + parity;
                read.setString(1, id(row));
                try (ResultSet found = read.executeQuery()) {
                    found.next();
                    String expected = acknowledged.getOrDefault(row, "clear " + row);
                    assertThat(stage.read("log_sinks", "config", id(row), found.getString(1)))
                            .isEqualTo(expected);
                }
                String text = "written " + number;
                update.setString(1, random.nextBoolean() ? text : stage.sealed("log_sinks", "config", id(row), text));
                update.setString(2, id(row));
                update.executeUpdate();
                acknowledged.put(row, text);
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isBegun(Session observer) {
        synchronized (observer) {
            return Boolean.TRUE.equals(
                    observer.sql().fetchValue("select exists (select from log_sinks where config like 'exo1:%')"));
        }
    }

    private static void withTrash(SealStage stage) {
        stage.session().sql().execute("create table session_events_default partition of session_events default");
        stage.session().sql().execute("create schema exo_trash");
        stage.session().sql().execute("create table exo_trash.old_month (like session_events including all)");
        stage.session()
                .sql()
                .execute("insert into detached_partitions (parent, name, trash_name, lower_bound, upper_bound, state,"
                        + " drop_after) values ('session_events', 'session_events_2026_01', 'old_month',"
                        + " '2026-01-01', '2026-02-01', 'detached', now() + interval '7 days')");
    }

    private static SealReport.Column column(SealReport report, String place) {
        return report.columns().stream()
                .filter(column -> column.place().equals(place))
                .findFirst()
                .orElseThrow();
    }
}
