package exo.db.recording;

import exo.db.database.Session;
import exo.db.engine.HeadwayMeter;
import exo.db.recording.RecordingDirectory.Place;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One check of the directory, of every recording that the database knows, and of every file it does not know. */
final class RecordingCheck {
    /** What Exo records at most of one session. */
    private static final long LARGEST = 64L * 1024 * 1024;

    /** Room for a few sessions that are recorded to the full at once. */
    private static final long LITTLE_ROOM = 16 * LARGEST;

    private static final int BATCH = 1000;

    private final RecordingDirectory directory;
    private final FindingList findings = new FindingList();
    private final List<String> unchecked = new ArrayList<>();

    /** Known files whose path is not spelled as the walk through the directory spells it. */
    private final Set<String> known = new HashSet<>();

    private final HeadwayMeter meter;
    private long recordings;

    RecordingCheck(RecordingDirectory directory, HeadwayMeter meter) {
        this.directory = directory;
        this.meter = meter;
    }

    RecordingReport run(Session session) {
        if (!directory.exists()) {
            reportAbsence(session);
            return report();
        }
        checkDirectory();
        if (isUnmounted(session)) {
            return report();
        }
        RecordingReader.forEach(session, this::check);
        findOrphans(session);
        return report();
    }

    /** An installation that has never recorded anything may do without the volume, and a trial does. */
    private void reportAbsence(Session session) {
        String what = "the recordings directory " + directory.root() + " is not there";
        String next = "mount the volume, or set " + RecordingDirectory.VARIABLE + " to where it is";
        if (RecordingReader.any(session)) {
            findings.error("recording.directory", what, next);
        } else {
            findings.warning("recording.directory", what + ", and no session has a recording yet", next);
        }
    }

    /** Then every recording would be reported missing, which is not the case that it is. */
    private boolean isUnmounted(Session session) {
        try {
            Optional<String> doubt = VolumeTrust.doubt(directory);
            if (doubt.isEmpty() || !RecordingReader.any(session)) {
                return false;
            }
            findings.error("recording.unmounted", doubt.get() + ", but sessions have recordings", VolumeTrust.CURE);
            return true;
        } catch (IOException e) {
            unreadable(directory.root().toString(), e);
            return false;
        }
    }

    private RecordingReport report() {
        return new RecordingReport(directory.root(), recordings, findings.all());
    }

    private void checkDirectory() {
        if (!Files.isWritable(directory.root())) {
            findings.error(
                    "recording.read-only",
                    "the recordings directory " + directory.root() + " cannot be written to",
                    "mount the volume writable, and give the backend's user the right to write");
        }
        try {
            checkRoom(Files.getFileStore(directory.root()).getUsableSpace());
        } catch (IOException e) {
            unreadable(directory.root().toString(), e);
        }
    }

    private void checkRoom(long free) {
        String what = "the volume of " + directory.root() + " has " + free / (1024 * 1024) + " MiB left";
        String next = "enlarge the volume, or shorten retention windows";
        if (free < LARGEST) {
            findings.error("recording.room", what + ", less than one recording may take", next);
        } else if (free < LITTLE_ROOM) {
            findings.warning("recording.room", what, next);
        }
    }

    private void check(Recording recording) {
        recordings++;
        meter.advance(recording.castPath(), 1, 1);
        try {
            switch (directory.find(recording.castPath())) {
                case Place.Inside inside -> checkFile(recording, inside.file());
                case Place.Missing missing ->
                    findings.error(
                            "recording.missing",
                            named(recording) + " is not there",
                            "bring it back from a backup of the volume; without one it is lost");
                case Place.Outside outside ->
                    findings.error(
                            "recording.outside",
                            named(recording) + ": " + outside.why(),
                            "find out who wrote that path: nothing of it is opened or removed by this tool");
            }
        } catch (IOException e) {
            unreadable(named(recording), e);
        }
    }

    private void checkFile(Recording recording, Path file) throws IOException {
        remember(recording.castPath());
        if (!Files.isRegularFile(file)) {
            findings.error("recording.not-a-file", named(recording) + " is no regular file", "look at " + file);
            return;
        }
        if (Files.size(file) > LARGEST) {
            findings.error(
                    "recording.too-large",
                    named(recording) + " has " + Files.size(file) + " bytes, more than 64 MiB",
                    "look at " + file + ": the backend stops at 64 MiB");
        }
        Optional<String> flaw = CastHeader.flaw(file);
        flaw.ifPresent(why -> findings.error(
                "recording.header",
                named(recording) + " is no asciicast: " + why,
                "bring it back from a backup of the volume, or look at " + file));
    }

    private void remember(String castPath) {
        String spelled = directory
                .root()
                .relativize(directory.root().resolve(castPath).normalize())
                .toString();
        if (!spelled.equals(castPath)) {
            known.add(spelled);
        }
    }

    private void findOrphans(Session session) {
        try {
            Files.walkFileTree(directory.root(), new Walk(session));
        } catch (IOException e) {
            unreadable(directory.root().toString(), e);
        }
        reportOrphans(session);
    }

    private void reportOrphans(Session session) {
        RecordingReader.unknown(session, unchecked).stream()
                .filter(path -> !known.contains(path))
                .forEach(path -> findings.warning(
                        "recording.orphan",
                        "no session has the file " + path,
                        "nothing, if its session is just being recorded; else move it away"));
        unchecked.clear();
    }

    private void unreadable(String what, IOException e) {
        findings.error(
                "recording.unreadable",
                what + " cannot be looked at: " + e.getClass().getSimpleName() + ": " + e.getMessage(),
                "run as a user who may read the directory");
    }

    private static String named(Recording recording) {
        return "recording " + recording.castPath() + " of session " + recording.session();
    }

    /** Follows no link: what a link leads to is not a second file of the directory. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Session session;

        Walk(Session session) {
            this.session = session;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = directory.root().relativize(file).toString();
            if (!path.equals(VolumeTrust.MARK.toString())) {
                unchecked.add(path);
            }
            if (unchecked.size() == BATCH) {
                reportOrphans(session);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            unreadable(file.toString(), failure);
            return FileVisitResult.CONTINUE;
        }
    }
}
