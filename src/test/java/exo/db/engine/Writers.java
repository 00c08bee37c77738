package exo.db.engine;

import exo.db.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions that insert, update and delete rows of one table as fast as they can, and remember what was acknowledged.
 */
final class Writers implements AutoCloseable {
    private final Map<UUID, String> acknowledged = new ConcurrentHashMap<>();
    private final List<CompletableFuture<Void>> sessions = new ArrayList<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong statements = new AtomicLong();
    private final String table;
    private final String column;
    private volatile boolean stopped;

    Writers(TestDatabase database, int count, String table, String column) {
        this.table = table;
        this.column = column;
        for (int number = 0; number < count; number++) {
            Random random = new Random(number);
            sessions.add(CompletableFuture.runAsync(() -> write(database, random), task -> new Thread(task).start()));
        }
    }

    /** What each row that was acknowledged, and not deleted since, held as text. */
    Map<UUID, String> acknowledged() {
        return acknowledged;
    }

    Duration longestWait() {
        return Duration.ofNanos(longest.get());
    }

    long statements() {
        return statements.get();
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends their work; fails when any statement of theirs did. */
    void stop() {
        stopped = true;
        sessions.forEach(CompletableFuture::join);
    }

    private void write(TestDatabase database, Random random) {
        List<UUID> mine = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("insert into " + table + " (id, created_at, "
                        + column + ") values (?, timestamptz '2026-01-01' + ? * interval '1 hour', ?::jsonb) returning "
                        + column + "::text");
                PreparedStatement update = connection.prepareStatement("update " + table + " set " + column
                        + " = ?::jsonb where id = ? returning " + column + "::text");
                PreparedStatement delete = connection.prepareStatement("delete from " + table + " where id = ?")) {
            while (!stopped) {
                int choice = random.nextInt(10);
                String text = document(random);
                if (mine.isEmpty() || choice < 5) {
                    UUID id = UUID.randomUUID();
                    insert.setObject(1, id);
                    insert.setInt(2, random.nextInt(2_000));
                    insert.setString(3, text);
                    acknowledged.put(id, timed(insert));
                    mine.add(id);
                } else if (choice < 9) {
                    UUID id = mine.get(random.nextInt(mine.size()));
                    update.setString(1, text);
                    update.setObject(2, id);
                    acknowledged.put(id, timed(update));
                } else {
                    UUID id = mine.remove(random.nextInt(mine.size()));
                    delete.setObject(1, id);
                    timed(delete);
                    acknowledged.remove(id);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With spaces, and keys out of order: what the type makes of it is not what was written. */
    private static String document(Random random) {
        return random.nextInt(20) == 0 ? "null" : "{\"b\":  %d, \"a\": true}".formatted(random.nextInt());
    }

    private String timed(PreparedStatement statement) throws SQLException {
        long start = System.nanoTime();
        String text = "";
        if (statement.execute()) {
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                text = String.valueOf(row.getString(1));
            }
        }
        longest.accumulateAndGet(System.nanoTime() - start, Math::max);
        statements.incrementAndGet();
        return text;
    }
}
