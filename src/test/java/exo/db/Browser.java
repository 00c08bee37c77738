package exo.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window: Debian's, or a Chrome of that name, from the search path. */
final class Browser {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private static final int HEIGHT = 1600;

    private Browser() {}

    /** The document as the browser has it after loading, and what it shows of it as a picture. */
    static String show(URI page, int width, Path picture) throws IOException, InterruptedException {
        run(page, width, picture, "--screenshot=" + picture);
        return run(page, width, picture, "--dump-dom");
    }

    private static String run(URI page, int width, Path picture, String task) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(picture.getParent(), "profile");
        Path out = Files.createTempFile(picture.getParent(), "browser", ".out");
        List<String> command = new ArrayList<>(List.of(program(), "--headless", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of(
                "--disable-background-networking", "--disable-sync", "--no-first-run", "--user-data-dir=" + profile));
        command.addAll(List.of("--hide-scrollbars", "--window-size=" + width + "," + HEIGHT, task, page.toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the browser did not end");
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String program() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new UncheckedIOException(new IOException(
                        "the daemon's page is tested in a browser: install chromium (Debian: apt install chromium)")));
    }
}
