package exo.db.backup;

import exo.db.backup.Manifest.Dump;
import exo.db.failure.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How large a dump is, and whether it is still as large and the same as when its manifest was written. */
final class DumpSize {
    private DumpSize() {}

    /** Of a file, or of the files of a directory. */
    static long of(Path dump) throws IOException {
        if (!Files.isDirectory(dump)) {
            return Files.size(dump);
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(dump)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    static List<Finding> findings(Path dump, long bytes, Manifest manifest) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Dump wanted = manifest.dump();
        if (wanted != null && bytes < wanted.bytes()) {
            findings.add(Finding.critical(
                    "backup.shrunk",
                    "it has " + bytes + " bytes, and had " + wanted.bytes() + " when its manifest was written",
                    "copy it again; if it was written anew, name the manifest that belongs to it"));
        } else if (wanted != null && !DumpFile.of(dump).sha256().equals(wanted.sha256())) {
            findings.add(Finding.critical(
                    "manifest.dump",
                    dump + " is not, byte by byte, the dump " + wanted.file() + " that the manifest is of",
                    "name the manifest that was written with it; if this is it, the dump was changed"));
        }
        return findings;
    }
}
