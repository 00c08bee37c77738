package exo.db.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers {@code GET} over HTTP for as long as it is open; each request has a thread, so that none waits for another.
 */
final class DaemonServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    /** As the system chooses. */
    private static final int BACKLOG = 0;

    private final HttpServer server;
    private final ExecutorService threads;

    private DaemonServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Something to show under one path. */
    @FunctionalInterface
    interface Page {
        Answer answer() throws IOException;
    }

    /** What is sent. */
    record Answer(int status, String contentType, String body) {
        static Answer ok(String contentType, String body) {
            return new Answer(OK, contentType, body);
        }
    }

    /** @throws ListenRefused when the address cannot be had */
    static DaemonServer start(InetSocketAddress address, Routes routes) {
        try {
            HttpServer server = HttpServer.create(address, BACKLOG);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", exchange -> serve(exchange, routes));
            server.start();
            return new DaemonServer(server, threads);
        } catch (IOException e) {
            throw new ListenRefused(address, e);
        }
    }

    /** Where it can be reached; the port that was chosen where none was named. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void serve(HttpExchange exchange, Routes routes) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            // Styles are in the page; nothing else is ever loaded, run or framed.
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, -1);
                return;
            }
            Page page = routes.page(exchange.getRequestURI().getPath());
            if (page == null) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
                return;
            }
            send(exchange, page.answer());
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
