package exo.db.planted.partition;

import exo.db.planted.keyring.Sibling;

/** A feature that knows another, and draws and pools by itself. */
final class KnowsSibling {
    private KnowsSibling() {}

    static String name() {
        return Sibling.NAME.toString();
    }

    static String coloured(org.fusesource.jansi.Ansi ansi) {
        return ansi.toString();
    }

    static boolean isClosed(com.zaxxer.hikari.HikariDataSource pool) {
        return pool.isClosed();
    }

    static String driver(org.postgresql.Driver driver) {
        return driver.toString();
    }

    static String help(picocli.CommandLine line) {
        return line.getUsageMessage();
    }
}
