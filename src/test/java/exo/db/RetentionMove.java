package exo.db;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Something that people, the backend or this tool do to a database with rows that expire. */
sealed interface RetentionMove {
    /** Does it to the database and to the model. */
    void make(RetentionTrial trial) throws SQLException;

    /** When a row was written, as seen from now. */
    sealed interface Age {
        Instant before(Instant now);

        /** Not on the hour, so that no cut-off falls on it. */
        record Days(int days) implements Age {
            @Override
            public Instant before(Instant now) {
                return now.minus(Duration.ofDays(days)).minus(Duration.ofMinutes(90));
            }
        }

        /** Within a microsecond of the turn of a month in UTC. */
        record Turn(int monthsAgo, int ticks) implements Age {
            @Override
            public Instant before(Instant now) {
                YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC)).minusMonths(monthsAgo);
                return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(Duration.ofNanos(1_000L * ticks));
            }
        }

        /** In the last second of the latest leap day. */
        record LeapDay() implements Age {
            @Override
            public Instant before(Instant now) {
                int year = now.atOffset(ZoneOffset.UTC).getYear() - 1;
                while (!Year.isLeap(year)) {
                    year--;
                }
                return LocalDate.of(year, 3, 1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minus(Duration.ofNanos(1_000));
            }
        }
    }

    /**
     * Rows as the backend writes them.
     *
     * @param owner beyond the deployments: one that never was, then none at all
     */
    record Insert(RetentionTrial.Kind kind, int owner, List<Age> ages) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.insert(kind, owner, ages);
        }
    }

    /**
     * A deployment's own.
     *
     * @param days 0: none of its own
     */
    record Window(int deployment, int days) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) {
            trial.window(deployment, days);
        }
    }

    record DefaultWindow(int days) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) {
            trial.defaultWindow(days);
        }
    }

    record Floor(int days) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) {
            trial.floor(days);
        }
    }

    record Hold(int deployment) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) {
            trial.hold(deployment);
        }
    }

    record Release(int deployment) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) {
            trial.release(deployment);
        }
    }

    /** The backend's way: the row stays. */
    record SoftDelete(int deployment) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.softDelete(deployment);
        }
    }

    record Delete(int deployment) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.delete(deployment);
        }
    }

    /** A partition with a name and with bounds of somebody's own. */
    record MakeByHand(RetentionTrial.Kind kind, int monthsAgo, int firstDay, int days) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.makeByHand(kind, monthsAgo, firstDay, days);
        }
    }

    record Pass(int days) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.pass(days);
        }
    }

    record Ensure() implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.ensure();
        }
    }

    record Enforce() implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.enforce();
        }
    }

    /** Drops only, and looks at the rows: those inside their windows are there. */
    record DropExpired() implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.dropExpired();
        }
    }

    /** Without it months are detached concurrently. */
    record DropDefault(RetentionTrial.Kind kind) implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.dropDefault(kind);
        }
    }

    /** Of what was set aside first. */
    record Undrop() implements RetentionMove {
        @Override
        public void make(RetentionTrial trial) throws SQLException {
            trial.undrop();
        }
    }

    /** As many as a try takes. */
    static Arbitrary<List<RetentionMove>> moves() {
        Arbitrary<Integer> deployments = Arbitraries.integers().between(0, RetentionTrial.DEPLOYMENTS - 1);
        Arbitrary<Integer> days = Arbitraries.of(0, 1, 20, 29, 31, 60, 90, 120, 365, 366, 1000);
        Arbitrary<RetentionTrial.Kind> kinds = Arbitraries.of(RetentionTrial.Kind.class);
        Arbitrary<RetentionMove> one = Arbitraries.frequencyOf(
                Tuple.of(
                        10,
                        Combinators.combine(
                                        kinds,
                                        Arbitraries.integers().between(0, RetentionTrial.DEPLOYMENTS + 1),
                                        ages().list().ofMinSize(3).ofMaxSize(8))
                                .as(Insert::new)),
                Tuple.of(3, Combinators.combine(deployments, days).as(Window::new)),
                Tuple.of(1, days.filter(found -> found > 0).map(DefaultWindow::new)),
                Tuple.of(1, days.map(Floor::new)),
                Tuple.of(4, deployments.map(Hold::new)),
                Tuple.of(2, deployments.map(Release::new)),
                Tuple.of(1, deployments.map(SoftDelete::new)),
                Tuple.of(1, deployments.map(Delete::new)),
                Tuple.of(
                        4,
                        Combinators.combine(
                                        kinds,
                                        Arbitraries.integers().between(1, 20),
                                        Arbitraries.of(1, 1, 1, 10),
                                        Arbitraries.of(1, 28, 31, 92))
                                .as(MakeByHand::new)),
                Tuple.of(3, Arbitraries.of(1, 8, 31, 90).map(Pass::new)),
                Tuple.of(1, Arbitraries.create(Ensure::new)),
                Tuple.of(2, Arbitraries.create(Undrop::new)),
                Tuple.of(1, kinds.map(DropDefault::new)),
                Tuple.of(3, Arbitraries.create(Enforce::new)),
                Tuple.of(2, Arbitraries.create(DropExpired::new)));
        return one.list().ofMinSize(15).ofMaxSize(30);
    }

    /** Of machines and servers. */
    static Arbitrary<String> zones() {
        return Arbitraries.of("Europe/Berlin", "America/St_Johns", "UTC");
    }

    private static Arbitrary<Age> ages() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        4,
                        Arbitraries.of(0, 1, 19, 20, 28, 29, 30, 31, 59, 60, 89, 90, 119, 121, 364, 366, 500, 1001)
                                .map(Age.Days::new)),
                Tuple.of(
                        4,
                        Combinators.combine(
                                        Arbitraries.integers().between(0, 18),
                                        Arbitraries.integers().between(-1, 1))
                                .as(Age.Turn::new)),
                Tuple.of(1, Arbitraries.create(Age.LeapDay::new)));
    }
}
