package exo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ManualPagesTest {
    @Test
    void thePagesAreThoseThatTheCommandsAndTheSourcesMake() throws IOException {
        SortedMap<String, String> there = new TreeMap<>();
        for (String page : ManualPages.made()) {
            there.put(page, Files.readString(ManualPages.MADE.resolve(page)));
        }

        SortedMap<String, String> made = ManualPages.all();

        assertThat(there.keySet()).as("run scripts/man").isEqualTo(made.keySet());
        for (Map.Entry<String, String> page : made.entrySet()) {
            assertThat(there.get(page.getKey()))
                    .as("run scripts/man: %s", page.getKey())
                    .isEqualTo(page.getValue());
        }
    }

    @Test
    void noPageTurnsWhatIsToBeTypedIntoADashOrAnEllipsis() {
        for (String page : ManualPages.made()) {
            assertThat(ManualPages.MADE.resolve(page))
                    .content()
                    .doesNotContain("\\(em", "\\(u2014", "\\(u2026", "...\\|");
        }
    }

    @Test
    void whatAPersonWroteBelongsToAPage() throws IOException {
        try (var written = Files.list(ManualPages.WRITTEN)) {
            assertThat(written.map(file -> file.getFileName().toString().replaceFirst("(\\.\\d)?\\.adoc$", "")))
                    .isSubsetOf(ManualPages.sources().keySet().stream()
                            .map(page -> page.replaceFirst("\\.\\d$", ""))
                            .toList());
        }
    }
}
