package exo.db.database.link;

import exo.db.dsn.ClientCertificateMode;
import exo.db.dsn.LoadBalance;
import exo.db.dsn.ResolvedConnection;
import exo.db.dsn.ServerAddress;
import exo.db.dsn.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The way to one server in one attempt to connect: by which socket, and with or without TLS. */
public final class ServerLink {
    private final ResolvedConnection connection;
    private final ServerAddress server;
    private final Encryption encryption;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Consumer<X509Certificate> onlooker;
    private volatile @Nullable Socket latest;

    /**
     * @param random orders the addresses of one name where {@code load_balance_hosts} wants that
     * @param onlooker is shown each certificate that the server shows, before it is judged
     */
    public ServerLink(
            ResolvedConnection connection,
            ServerAddress server,
            Encryption encryption,
            LongSupplier nanoTime,
            RandomGenerator random,
            Consumer<X509Certificate> onlooker) {
        this.connection = connection;
        this.server = server;
        this.encryption = encryption;
        this.nanoTime = nanoTime;
        this.random = random;
        this.onlooker = onlooker;
    }

    /** Whether an attempt uses TLS. */
    public enum Encryption {
        NONE,
        /** Where the server has it. */
        IF_OFFERED,
        DEMANDED
    }

    /**
     * Opens a socket as the settings want it, in no more time than {@code connect_timeout} leaves.
     *
     * @throws LinkFailed when a server is there and the settings forbid to talk to it
     */
    public Socket open() throws IOException {
        if (server.isSocket()) {
            return kept(openUnix());
        }
        return kept(openTcp());
    }

    private Socket openTcp() throws IOException {
        IOException failure = null;
        for (InetAddress address : addresses()) {
            Deadline deadline = deadline();
            try {
                Socket socket = connected(address, deadline);
                return encryption == Encryption.NONE ? socket : encrypted(socket, deadline);
            } catch (LinkFailed e) {
                throw e;
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure == null ? new SocketException("the name has no address") : failure;
    }

    /** The TLS connection of the socket that was opened last; empty where it has none. */
    public Optional<SSLSession> tls() {
        return latest instanceof SSLSocket encrypted ? Optional.of(encrypted.getSession()) : Optional.empty();
    }

    private Socket kept(Socket socket) throws IOException {
        latest = socket;
        if (connection.tls().certificateMode() == ClientCertificateMode.REQUIRE && tls().isEmpty()) {
            LinkFailed failure = new LinkFailed(
                    LinkFailed.Reason.CERTIFICATE_UNASKED, "sslcertmode=require, and the connection is without TLS");
            close(socket, failure);
            throw failure;
        }
        return socket;
    }

    private Deadline deadline() {
        return new Deadline(connection.session().connectTimeout(), nanoTime);
    }

    private Socket openUnix() throws IOException {
        UnixSocket socket = UnixSocket.connected(server);
        try {
            socket.setSoTimeout(deadline().millisLeft());
            socket.requirePeer(connection.session().demands().peer());
            return socket;
        } catch (IOException | RuntimeException e) {
            close(socket, e);
            throw e;
        }
    }

    private List<InetAddress> addresses() throws IOException {
        List<InetAddress> addresses = new ArrayList<>(Arrays.asList(InetAddress.getAllByName(server.address())));
        if (connection.session().loadBalance() == LoadBalance.RANDOM) {
            Collections.shuffle(addresses, random);
        }
        return addresses;
    }

    private Socket connected(InetAddress address, Deadline deadline) throws IOException {
        Socket socket = new TcpSocket();
        try {
            socket.connect(new InetSocketAddress(address, server.port()), deadline.millisLeft());
            socket.setSoTimeout(deadline.millisLeft());
            SessionSettings.KeepAlive keepAlive = connection.session().keepAlive();
            if (keepAlive != null) {
                tune(socket, keepAlive);
            }
            return socket;
        } catch (IOException | RuntimeException e) {
            close(socket, e);
            throw e;
        }
    }

    private static void tune(Socket socket, SessionSettings.KeepAlive keepAlive) throws IOException {
        if (keepAlive.idleSeconds() > 0) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, keepAlive.idleSeconds());
        }
        if (keepAlive.intervalSeconds() > 0) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, keepAlive.intervalSeconds());
        }
        if (keepAlive.count() > 0) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.count());
        }
    }

    private Socket encrypted(Socket socket, Deadline deadline) throws IOException {
        try {
            if (!TlsRequest.isGranted(socket)) {
                if (encryption == Encryption.DEMANDED) {
                    throw new LinkFailed(LinkFailed.Reason.NOT_OFFERED, "the server answers that it has no TLS");
                }
                return socket;
            }
            Socket encrypted = new TlsClient(connection.tls(), server, onlooker).encrypt(socket);
            encrypted.setSoTimeout(deadline.millisLeft());
            return encrypted;
        } catch (IOException | RuntimeException e) {
            close(socket, e);
            throw e;
        }
    }

    private static void close(Socket socket, Exception reason) {
        try {
            socket.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
