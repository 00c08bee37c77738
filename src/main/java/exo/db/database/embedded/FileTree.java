package exo.db.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory with everything below it. */
final class FileTree {
    private FileTree() {}

    /** Deletes the tree, contents first; links are deleted and not followed. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        for (Path path : contentsFirst(root)) {
            Files.deleteIfExists(path);
        }
    }

    /** Gives the tree to another account, which only root can do. */
    static void give(Path root, int user, int group) throws IOException {
        for (Path path : contentsFirst(root)) {
            Files.setAttribute(path, "unix:uid", user);
            Files.setAttribute(path, "unix:gid", group);
        }
    }

    private static List<Path> contentsFirst(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
