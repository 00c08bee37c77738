package exo.db.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A running server, as its {@code postmaster.pid} and the process table show it.
 *
 * @param process the id of the server's first process
 */
record Postmaster(long process, int port, Status status) {
    enum Status {
        STARTING,
        READY,
        STOPPING
    }

    /** The lines of the file that are read here, counted from 0; see miscadmin.h of PostgreSQL 16. */
    private static final int PROCESS_LINE = 0;

    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /** The server that runs on a data directory; empty when none does, whatever an old file says. */
    static Optional<Postmaster> on(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(data));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        long process = Long.parseLong(lines.get(PROCESS_LINE));
        if (!serves(process, data)) {
            return Optional.empty();
        }
        return Optional.of(new Postmaster(process, Integer.parseInt(lines.get(PORT_LINE)), status(lines)));
    }

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Whether a process is the server of the directory, and not a stranger who got a dead server's number. */
    private static boolean serves(long process, Path data) {
        return ProcessHandle.of(process)
                .flatMap(handle -> handle.info().arguments())
                .filter(arguments -> Arrays.asList(arguments).contains(data.toString()))
                .isPresent();
    }

    private static Status status(List<String> lines) {
        String word = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
        return switch (word) {
            case "ready" -> Status.READY;
            case "stopping" -> Status.STOPPING;
            default -> Status.STARTING;
        };
    }
}
