package exo.db.recording;

import exo.db.database.Session;
import exo.db.engine.HeadwayMeter;
import exo.db.recording.CastTree.Condition;
import exo.db.recording.CastTree.Going;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the recordings that no session has, a thousand at a time. Only what is named as a recording, is a plain file
 * and was not changed for a day is one: whatever else lies there is nobody's to remove.
 */
final class OrphanWalk implements CastTree.Visitor {
    /** So many paths travel in one question to the database. */
    private static final int BATCH = 1000;

    private final Session session;
    private final Set<String> spelledOtherwise;
    private final Instant youngest;
    private final BooleanSupplier stop;
    private final HeadwayMeter meter;
    private final Consumer<List<Orphan>> orphans;
    /** By name; a path that the platform cannot spell must not be made anew from its name. */
    private final Map<String, Orphan> unchecked = new LinkedHashMap<>();

    private long files;
    private @Nullable Path firstLink;
    private @Nullable String firstUnreadable;

    /**
     * @param youngest files changed since then are left alone
     * @param meter counts the recordings that are met
     * @param orphans is given those of one batch
     */
    OrphanWalk(
            Session session,
            Instant youngest,
            BooleanSupplier stop,
            HeadwayMeter meter,
            Consumer<List<Orphan>> orphans) {
        this.session = session;
        this.spelledOtherwise = RecordingReader.spelledOtherwise(session);
        this.youngest = youngest;
        this.stop = stop;
        this.meter = meter;
        this.orphans = orphans;
    }

    void over(Path directory) throws IOException {
        try (CastTree tree = CastTree.open(directory)) {
            tree.walk(this);
        }
        ask();
    }

    /** All recordings that were met, orphans or not. */
    long files() {
        return files;
    }

    /** A link: what it leads to may be the recording of a session by another name. */
    @Nullable
    Path firstLink() {
        return firstLink;
    }

    @Nullable
    String firstUnreadable() {
        return firstUnreadable;
    }

    /** A recording that no session has. */
    record Orphan(Path path, long bytes) {}

    /** Whether a file may be an orphan at all, by what its directory says of it. */
    static Condition oldFile(Instant youngest) {
        return attributes -> attributes.isRegularFile()
                && attributes.lastModifiedTime().toInstant().isBefore(youngest);
    }

    @Override
    public Going file(Path relative, BasicFileAttributes attributes) {
        if (!relative.toString().toLowerCase(Locale.ROOT).endsWith(".cast")) {
            return Going.ON;
        }
        files++;
        meter.advance(relative.toString(), 1, 1);
        if (oldFile(youngest).allows(attributes) && !spelledOtherwise.contains(relative.toString())) {
            unchecked.put(relative.toString(), new Orphan(relative, attributes.size()));
        }
        if (unchecked.size() == BATCH) {
            ask();
        }
        return stop.getAsBoolean() ? Going.NO_FURTHER : Going.ON;
    }

    @Override
    public Going other(Path relative) {
        firstLink = firstLink == null ? relative : firstLink;
        return Going.ON;
    }

    @Override
    public void unreadable(Path relative, IOException failure) {
        String what = relative + ": " + failure.getClass().getSimpleName();
        firstUnreadable = firstUnreadable == null ? what : firstUnreadable;
    }

    private void ask() {
        List<Orphan> found = RecordingReader.unknown(session, List.copyOf(unchecked.keySet())).stream()
                .map(name -> Objects.requireNonNull(unchecked.get(name)))
                .toList();
        unchecked.clear();
        orphans.accept(found);
    }
}
