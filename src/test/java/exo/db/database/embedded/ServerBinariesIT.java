package exo.db.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerBinariesIT {
    @TempDir
    private Path cache;

    @Test
    void unpacksOnceForTwoAtTheSameTimeAndLeavesNothingElse() throws IOException {
        CompletableFuture<Path> first = CompletableFuture.supplyAsync(() -> programs(new ArrayList<>()));
        CompletableFuture<Path> second = CompletableFuture.supplyAsync(() -> programs(new ArrayList<>()));

        assertThat(first.join()).isEqualTo(second.join());
        try (Stream<Path> entries = Files.list(cache)) {
            assertThat(entries).hasSize(1);
        }
        assertThat(first.join().resolve("postgres")).isExecutable();
    }

    @Test
    void saysThatItUnpacksOnlyWhenItDoes() {
        List<String> progress = new ArrayList<>();

        programs(progress);
        programs(progress);

        assertThat(progress).singleElement().asString().startsWith("unpacking PostgreSQL 16 into " + cache);
    }

    @Test
    void sweepsWhatAKilledProcessLeft() throws IOException {
        // Above the highest number that Linux gives to a process, 4194304.
        Path abandoned = Files.createDirectories(cache.resolve("postgres-old.unpacking-4194305-1/bin"));

        programs(new ArrayList<>());

        assertThat(abandoned).doesNotExist();
    }

    private Path programs(List<String> progress) {
        return new ServerBinaries(cache, progress::add).programs();
    }
}
