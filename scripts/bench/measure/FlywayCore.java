import org.flywaydb.core.Flyway;

/** Flyway as a library, with as little around it as can be: URL, user, password, directory of the scripts. */
final class FlywayCore {
    private FlywayCore() {}

    public static void main(String[] arguments) {
        Flyway.configure()
                .dataSource(arguments[0], arguments[1], arguments[2])
                .locations("filesystem:" + arguments[3])
                .load()
                .migrate();
    }
}
