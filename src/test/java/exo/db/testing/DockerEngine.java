package exo.db.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds out in a moment whether a Docker engine answers; Testcontainers itself takes a second and logs its search. */
final class DockerEngine {
    private final Map<String, String> environment;
    private final Path home;

    DockerEngine(Map<String, String> environment, Path home) {
        this.environment = environment;
        this.home = home;
    }

    boolean answers() {
        return endpoints().anyMatch(DockerEngine::answers);
    }

    private Stream<String> endpoints() {
        return Stream.of(
                        Optional.ofNullable(environment.get("DOCKER_HOST")),
                        configured(),
                        Optional.of("unix:///var/run/docker.sock"),
                        Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                                .map(directory -> "unix://" + directory + "/docker.sock"),
                        Optional.of("unix://" + home.resolve(".docker/run/docker.sock")))
                .flatMap(Optional::stream);
    }

    private Optional<String> configured() {
        Path file = home.resolve(".testcontainers.properties");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream content = Files.newInputStream(file)) {
            properties.load(content);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
        return Optional.ofNullable(properties.getProperty("docker.host"));
    }

    private static boolean answers(String endpoint) {
        URI address = URI.create(endpoint);
        if ("unix".equals(address.getScheme()) && !Files.exists(Path.of(address.getPath()))) {
            return false;
        }
        return CompletableFuture.supplyAsync(() -> pings(address))
                .completeOnTimeout(false, 2, TimeUnit.SECONDS)
                .join();
    }

    private static boolean pings(URI address) {
        boolean isUnix = "unix".equals(address.getScheme());
        SocketAddress socket = isUnix
                ? UnixDomainSocketAddress.of(address.getPath())
                : new InetSocketAddress(address.getHost(), address.getPort());
        try (SocketChannel channel = isUnix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.connect(socket);
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
            return answer.matches("(?s)HTTP/1\\.\\d 200 .*");
        } catch (IOException e) {
            return false;
        }
    }
}
