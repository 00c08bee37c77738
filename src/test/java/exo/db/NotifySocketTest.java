package exo.db;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("restricted")
final class NotifySocketTest {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int LONGEST = 4096;

    @Test
    void aStateArrivesAsOneDatagram(@TempDir Path directory) throws Throwable {
        Path path = directory.resolve("notify");
        try (Arena arena = Arena.ofConfined()) {
            int receiver = bind(arena, path.toString());

            NotifySocket.from(Map.of("NOTIFY_SOCKET", path.toString()))
                    .orElseThrow()
                    .send("READY=1");

            MemorySegment buffer = arena.allocate(LONGEST);
            long length =
                    (long) function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT))
                            .invokeExact(receiver, buffer, (long) LONGEST, 0);
            int closed = (int)
                    function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(receiver);
            assertThat(closed).isZero();
            assertThat(new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), UTF_8))
                    .isEqualTo("READY=1");
        }
    }

    @Test
    void nobodyIsToldWhereSystemdIsNotThere() {
        assertThat(NotifySocket.from(Map.of())).isEmpty();
        assertThat(NotifySocket.from(Map.of("NOTIFY_SOCKET", "relative"))).isEmpty();
        assertThat(NotifySocket.from(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(108))))
                .isEmpty();
    }

    @Test
    void aSocketThatIsGoneIsNoReasonToStop(@TempDir Path directory) {
        NotifySocket.from(Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString()))
                .orElseThrow()
                .send("WATCHDOG=1");

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theWatchdogsTimeIsInMicroseconds() {
        assertThat(NotifySocket.watchdog(Map.of("WATCHDOG_USEC", "300000000"))).isEqualTo(Duration.ofMinutes(5));
        assertThat(NotifySocket.watchdog(Map.of("WATCHDOG_USEC", "soon"))).isZero();
        assertThat(NotifySocket.watchdog(Map.of())).isZero();
    }

    private static int bind(Arena arena, String path) throws Throwable {
        int socket = (int) function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                .invokeExact(AF_UNIX, SOCK_DGRAM, 0);
        byte[] name = path.getBytes(UTF_8);
        MemorySegment address = arena.allocate(2 + name.length + 1);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
        int bound = (int) function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT))
                .invokeExact(socket, address, (int) address.byteSize());
        assertThat(bound).isZero();
        return socket;
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }
}
