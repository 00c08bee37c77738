package exo.db.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test an empty database of its own as a parameter of type {@link TestDatabase}.
 *
 * <p>All parameters of one test, of its {@code @BeforeEach} methods and of its constructor are the same database. After
 * the test it fails when a connection or an advisory lock is left, and the database is dropped. Without any PostgreSQL
 * the test fails; it is never skipped.
 */
public final class PostgresExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(TestDatabase.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        TestDatabases.class, key -> new TestDatabases(PostgresServer.shared()), TestDatabases.class)
                .first();
    }
}
