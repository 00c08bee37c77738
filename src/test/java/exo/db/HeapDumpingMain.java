package exo.db;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;

/** The program, but its whole heap, garbage included, is written to a file when it ends. */
final class HeapDumpingMain {
    static final String DUMP = "EXO_TEST_HEAP_DUMP";

    private HeapDumpingMain() {}

    /** Runs one command line; without any it does nothing but look at its environment. */
    public static void main(String[] arguments) {
        String dump = System.getenv().get(DUMP);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> dumpHeap(String.valueOf(dump))));
        if (arguments.length > 0) {
            Main.main(arguments);
        }
    }

    private static void dumpHeap(String dump) {
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
