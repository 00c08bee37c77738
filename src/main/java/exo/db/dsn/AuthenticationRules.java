package exo.db.dsn;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What libpq refuses in {@code gssencmode} and {@code require_auth}. The latter lists methods that the server may ask
 * for, or, with {@code !} before each, may not.
 *
 * @see <a href="https://www.postgresql.org/docs/16/libpq-connect.html#LIBPQ-CONNECT-REQUIRE-AUTH">require_auth</a>
 */
final class AuthenticationRules {
    private static final Set<String> METHODS = Set.of("password", "md5", "gss", "sspi", "scram-sha-256", "none");

    private AuthenticationRules() {}

    static void check(SettingReader settings) {
        settings.refuseOtherThan(Keyword.GSSENCMODE, GssEncryptionMode.values());
        List<String> items = settings.nonEmpty(Keyword.REQUIRE_AUTH)
                .map(value -> Arrays.asList(value.split(",", -1)))
                .orElse(List.of());
        List<String> methods = items.stream()
                .map(item -> item.startsWith("!") ? item.substring(1) : item)
                .toList();
        long negated = items.stream().filter(item -> item.startsWith("!")).count();
        if (!METHODS.containsAll(methods)) {
            settings.invalid(
                    Keyword.REQUIRE_AUTH,
                    "names an unknown method",
                    "use password, md5, gss, sspi, scram-sha-256 or none, joined by commas");
        } else if (negated != 0 && negated != items.size()) {
            settings.invalid(
                    Keyword.REQUIRE_AUTH,
                    "mixes methods with and without \"!\"",
                    "name only what may be, or only what not");
        } else if (Set.copyOf(methods).size() != methods.size()) {
            settings.invalid(Keyword.REQUIRE_AUTH, "names a method twice", "name each method once");
        }
    }
}
