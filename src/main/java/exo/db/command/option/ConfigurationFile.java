package exo.db.command.option;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A file of settings, {@code key = value} by line, as {@link Properties#load(Reader)} reads it, in UTF-8. */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /**
     * Its keys and values.
     *
     * @throws WrongUsage when it cannot be read, or sets a key twice
     */
    public static Map<String, String> read(Path file) {
        Map<String, String> entries = new HashMap<>();
        Properties once = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (entries.put((String) key, (String) value) != null) {
                    throw new WrongUsage(
                            "config.twice",
                            file + " sets " + key + " twice",
                            "only one of them can hold",
                            "leave one out");
                }
                return value;
            }
        };
        try (Reader reader = Files.newBufferedReader(file)) {
            once.load(reader);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
        return entries;
    }

    private static WrongUsage unreadable(Path file, String why) {
        return new WrongUsage(
                "config.unreadable",
                "the configuration file " + file + " cannot be read",
                why,
                "name another with --config or " + Configuration.FILE_VARIABLE + ", or leave it out");
    }
}
