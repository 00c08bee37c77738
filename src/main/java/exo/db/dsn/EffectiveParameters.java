package exo.db.dsn;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * libpq's precedence: connection string, then service, then variable, then built-in value.
 *
 * <p>A value that is there but empty hides what comes after it, except that an empty user or database means the
 * default.
 */
final class EffectiveParameters {
    private EffectiveParameters() {}

    /** Every word that has a value; user and database are missing only when the system does not know its user. */
    static Map<Keyword, Parameter> of(
            ConnectionString string,
            Map<Keyword, Parameter> service,
            Map<String, String> environment,
            LocalUser localUser) {
        Map<Keyword, Parameter> stated = string.parameters();
        Map<Keyword, Parameter> parameters = new EnumMap<>(Keyword.class);
        for (Keyword keyword : Keyword.values()) {
            Optional.ofNullable(stated.get(keyword))
                    .or(() -> Optional.ofNullable(service.get(keyword)))
                    .or(() -> fromVariables(keyword, environment))
                    .or(() -> builtIn(keyword))
                    .ifPresent(parameter -> parameters.put(keyword, parameter));
        }
        verifyAgainstSystemCertificates(parameters);
        parameters.computeIfPresent(Keyword.CLIENT_ENCODING, (keyword, encoding) -> ofLocale(encoding));
        fillIn(parameters, Keyword.USER, Optional.ofNullable(localUser.name()));
        fillIn(
                parameters,
                Keyword.DBNAME,
                Optional.ofNullable(parameters.get(Keyword.USER)).map(Parameter::value));
        return parameters;
    }

    private static Optional<Parameter> fromVariables(Keyword keyword, Map<String, String> environment) {
        return keyword.variable()
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

    /** To trust every public authority and not look at the name would trust everybody. */
    private static void verifyAgainstSystemCertificates(Map<Keyword, Parameter> parameters) {
        Parameter root = parameters.get(Keyword.SSLROOTCERT);
        Parameter mode = parameters.get(Keyword.SSLMODE);
        if (root != null
                && TlsReader.isSystem(root.value())
                && mode != null
                && mode.source() instanceof Source.BuiltIn) {
            parameters.put(
                    Keyword.SSLMODE, new Parameter(Keyword.SSLMODE, SslMode.VERIFY_FULL.word(), new Source.BuiltIn()));
        }
    }

    /** The launcher sees to a locale that can express everything. */
    private static Parameter ofLocale(Parameter encoding) {
        return encoding.value().equals("auto")
                ? new Parameter(encoding.keyword(), "UTF8", encoding.source())
                : encoding;
    }

    private static void fillIn(Map<Keyword, Parameter> parameters, Keyword keyword, Optional<String> fallback) {
        Parameter parameter = parameters.get(keyword);
        if (parameter == null || parameter.value().isEmpty()) {
            parameters.remove(keyword);
            fallback.ifPresent(value -> parameters.put(keyword, new Parameter(keyword, value, new Source.BuiltIn())));
        }
    }
}
