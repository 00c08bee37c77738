package exo.db;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The socket over which systemd hears of its service, as {@code sd_notify(3)} describes it: one datagram for each
 * state. Java has no datagrams over Unix sockets, so the C library is asked.
 */
final class NotifySocket {
    /** From {@code sys/socket.h} of Linux, the only system that has systemd. */
    private static final int AF_UNIX = 1;

    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    /** {@code struct sockaddr_un}: the family, then the path. */
    private static final int PATH = 2;

    private static final int LONGEST_PATH = 108;

    private static final FunctionDescriptor SOCKET = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor SENDTO =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor CLOSE = FunctionDescriptor.of(JAVA_INT, JAVA_INT);

    private static final Pattern MICROS = Pattern.compile("\\d{1,18}");

    private final byte[] path;

    private NotifySocket(byte[] path) {
        this.path = path;
    }

    /** The one that systemd has named; none where it is not systemd that has begun this process. */
    static Optional<NotifySocket> from(Map<String, String> environment) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        boolean isUsable = name.startsWith("/") || name.startsWith("@");
        byte[] path = name.getBytes(UTF_8);
        if (!isUsable || path.length >= LONGEST_PATH) {
            return Optional.empty();
        }
        if (path[0] == '@') {
            // The abstract namespace of Linux.
            path[0] = 0;
        }
        return Optional.of(new NotifySocket(path));
    }

    /**
     * Within what time systemd wants to hear that the service lives, by {@code sd_watchdog_enabled(3)}; zero for never.
     */
    static Duration watchdog(Map<String, String> environment) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        return MICROS.matcher(micros).matches()
                ? Duration.of(Long.parseLong(micros), ChronoUnit.MICROS)
                : Duration.ZERO;
    }

    /** Sends a state, such as {@code READY=1}. Nobody is there to be told when it does not arrive. */
    void send(String state) {
        try (Arena arena = Arena.ofConfined()) {
            int socket = (int) function("socket", SOCKET).invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (socket < 0) {
                return;
            }
            byte[] text = state.getBytes(UTF_8);
            MemorySegment message = arena.allocateFrom(JAVA_BYTE, text);
            MemorySegment address = address(arena);
            long unusedSent = (long) function("sendto", SENDTO)
                    .invokeExact(socket, message, (long) text.length, 0, address, PATH + path.length);
            int unusedClosed = (int) function("close", CLOSE).invokeExact(socket);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("functions of the C library throw nothing", e);
        }
    }

    private MemorySegment address(Arena arena) {
        MemorySegment address = arena.allocate(MemoryLayout.sequenceLayout(PATH + LONGEST_PATH, JAVA_BYTE));
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, PATH, path.length);
        return address;
    }

    // The manifest of the program grants native access, and the launcher runs it by that.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }
}
