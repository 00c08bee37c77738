package exo.db.planted.two;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.core.metrics.Counter;

/** Speaks HTTP and counts for Prometheus where only {@code web} may. */
final class Server {
    private Server() {}

    static void serve(HttpExchange exchange, Counter counter) {
        exchange.close();
        counter.inc();
    }
}
