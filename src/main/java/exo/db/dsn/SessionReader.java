package exo.db.dsn;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads the settings of the session, and notes those that have no effect here and weaken nothing. */
final class SessionReader {
    /** libpq treats one second as two, because rounding could make it none. */
    static final int LEAST_TIMEOUT_SECONDS = 2;

    private static final List<Keyword> TCP_TUNING = List.of(
            Keyword.KEEPALIVES_IDLE, Keyword.KEEPALIVES_INTERVAL, Keyword.KEEPALIVES_COUNT, Keyword.TCP_USER_TIMEOUT);
    /** Variables that libpq turns into session settings without a word of their own. */
    private static final List<String> SESSION_VARIABLES = List.of("PGDATESTYLE", "PGGEQO", "PGTZ");

    private final SettingReader settings;
    private final List<ConnectionNote> notes;

    SessionReader(SettingReader settings, List<ConnectionNote> notes) {
        this.settings = settings;
        this.notes = notes;
    }

    SessionSettings read(Map<String, String> environment) {
        noteWithoutEffect(environment);
        return new SessionSettings(
                settings.text(Keyword.APPLICATION_NAME)
                        .or(() -> settings.text(Keyword.FALLBACK_APPLICATION_NAME))
                        .orElse(null),
                settings.text(Keyword.OPTIONS).orElse(""),
                settings.choice(Keyword.TARGET_SESSION_ATTRS, TargetSession.values(), TargetSession.ANY),
                settings.choice(Keyword.LOAD_BALANCE_HOSTS, LoadBalance.values(), LoadBalance.DISABLE),
                settings.integer(Keyword.KEEPALIVES).orElse(1) == 0
                        ? SessionSettings.KeepAlive.OFF
                        : SessionSettings.KeepAlive.ON,
                connectTimeout());
    }

    private @Nullable Duration connectTimeout() {
        OptionalInt seconds = settings.integer(Keyword.CONNECT_TIMEOUT);
        return seconds.orElse(0) <= 0 ? null : Duration.ofSeconds(Math.max(seconds.getAsInt(), LEAST_TIMEOUT_SECONDS));
    }

    private void noteWithoutEffect(Map<String, String> environment) {
        for (Keyword keyword : TCP_TUNING) {
            if (settings.integer(keyword).orElse(0) != 0) {
                notes.add(ConnectionNote.noEffect(keyword.word(), "the operating system's own setting applies"));
            }
        }
        if (settings.text(Keyword.SSLSNI).filter("0"::equals).isPresent()) {
            notes.add(ConnectionNote.noEffect("sslsni=0", "the server's name is always sent with TLS"));
        }
        SESSION_VARIABLES.stream()
                .filter(environment::containsKey)
                .map(variable ->
                        ConnectionNote.noEffect(variable, "this tool sets its sessions up itself, always in UTC"))
                .forEach(notes::add);
    }
}
