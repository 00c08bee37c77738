package exo.db.dsn;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * libpq's precedence: connection string, then variable, then built-in value.
 *
 * <p>A value that is there but empty hides what comes after it, except that an empty user or database means the
 * default.
 */
final class EffectiveParameters {
    private EffectiveParameters() {}

    /** Every word that has a value; user and database are missing only when the system does not know its user. */
    static Map<Keyword, Parameter> of(ConnectionString string, Map<String, String> environment, LocalUser localUser) {
        Map<Keyword, Parameter> parameters = new EnumMap<>(Keyword.class);
        for (Keyword keyword : Keyword.values()) {
            stated(keyword, string, environment)
                    .or(() -> builtIn(keyword))
                    .ifPresent(parameter -> parameters.put(keyword, parameter));
        }
        fillIn(parameters, Keyword.USER, Optional.ofNullable(localUser.name()));
        fillIn(
                parameters,
                Keyword.DBNAME,
                Optional.ofNullable(parameters.get(Keyword.USER)).map(Parameter::value));
        return parameters;
    }

    private static Optional<Parameter> stated(
            Keyword keyword, ConnectionString string, Map<String, String> environment) {
        String value = string.values().get(keyword);
        return value != null
                ? Optional.of(new Parameter(keyword, value, new Source.ConnectionText()))
                : keyword.variable()
                        .flatMap(variable -> fromVariable(keyword, variable, environment))
                        .or(() -> fromOldVariable(keyword, environment));
    }

    private static Optional<Parameter> fromVariable(Keyword keyword, String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .map(value -> new Parameter(keyword, value, new Source.Variable(name)));
    }

    /** {@code PGREQUIRESSL} is older than {@code PGSSLMODE} and counts only without it. */
    private static Optional<Parameter> fromOldVariable(Keyword keyword, Map<String, String> environment) {
        return keyword == Keyword.SSLMODE
                ? fromVariable(keyword, "PGREQUIRESSL", environment)
                        .filter(parameter -> parameter.value().startsWith("1"))
                        .map(parameter -> new Parameter(keyword, SslMode.REQUIRE.word(), parameter.source()))
                : Optional.empty();
    }

    private static Optional<Parameter> builtIn(Keyword keyword) {
        return keyword.builtIn().map(value -> new Parameter(keyword, value, new Source.BuiltIn()));
    }

    private static void fillIn(Map<Keyword, Parameter> parameters, Keyword keyword, Optional<String> fallback) {
        Parameter parameter = parameters.get(keyword);
        if (parameter == null || parameter.value().isEmpty()) {
            parameters.remove(keyword);
            fallback.ifPresent(value -> parameters.put(keyword, new Parameter(keyword, value, new Source.BuiltIn())));
        }
    }
}
