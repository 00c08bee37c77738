package exo.db.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A {@link WireProxy} as a program, for benchmarks: prints the port at which the server seems to be far away. */
final class DistantServer {
    private DistantServer() {}

    /**
     * Takes the server's host, its port, and the delay in either direction in milliseconds; runs until it is killed.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration delay = Duration.ofMillis(Long.parseLong(arguments[2]));
        try (WireProxy proxy = WireProxy.to(arguments[0], Integer.parseInt(arguments[1]), delay)) {
            System.out.println(proxy.port());
            new CountDownLatch(1).await();
        }
    }
}
