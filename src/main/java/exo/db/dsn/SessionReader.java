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

    /** Variables that libpq turns into session settings without a word of their own. */
    private static final List<String> SESSION_VARIABLES = List.of("PGDATESTYLE", "PGGEQO", "PGTZ");

    private final SettingReader settings;
    private final List<ConnectionNote> notes;

    SessionReader(SettingReader settings, List<ConnectionNote> notes) {
        this.settings = settings;
        this.notes = notes;
    }

    SessionSettings read(Map<String, String> environment, List<ServerList.Place> places) {
        noteWithoutEffect(environment, places);
        // Only so that it is judged: what it asks for is refused in any case.
        settings.integer(Keyword.TCP_USER_TIMEOUT);
        return new SessionSettings(
                settings.text(Keyword.APPLICATION_NAME)
                        .or(() -> settings.text(Keyword.FALLBACK_APPLICATION_NAME))
                        .orElse(null),
                settings.text(Keyword.OPTIONS).orElse(""),
                settings.choice(Keyword.TARGET_SESSION_ATTRS, TargetSession.values(), TargetSession.ANY),
                settings.choice(Keyword.LOAD_BALANCE_HOSTS, LoadBalance.values(), LoadBalance.DISABLE),
                keepAlive(),
                connectTimeout(),
                new SessionSettings.Demands(
                        settings.nonEmpty(Keyword.REQUIRE_AUTH).orElse(null),
                        settings.nonEmpty(Keyword.REQUIREPEER).orElse(null)));
    }

    private SessionSettings.@Nullable KeepAlive keepAlive() {
        SessionSettings.KeepAlive keepAlive = new SessionSettings.KeepAlive(
                positive(Keyword.KEEPALIVES_IDLE),
                positive(Keyword.KEEPALIVES_INTERVAL),
                positive(Keyword.KEEPALIVES_COUNT));
        return settings.integer(Keyword.KEEPALIVES).orElse(1) == 0 ? null : keepAlive;
    }

    /** A negative number leaves it to the system, as zero does. */
    private int positive(Keyword keyword) {
        return Math.max(0, settings.integer(keyword).orElse(0));
    }

    private @Nullable Duration connectTimeout() {
        OptionalInt seconds = settings.integer(Keyword.CONNECT_TIMEOUT);
        return seconds.orElse(0) <= 0 ? null : Duration.ofSeconds(Math.max(seconds.getAsInt(), LEAST_TIMEOUT_SECONDS));
    }

    private void noteWithoutEffect(Map<String, String> environment, List<ServerList.Place> places) {
        if (settings.nonEmpty(Keyword.REQUIREPEER).isPresent()
                && places.stream().noneMatch(ServerList.Place::isSocket)) {
            notes.add(ConnectionNote.noEffect(
                    "requirepeer", "only a Unix-domain socket tells which user is at the other end"));
        }
        SESSION_VARIABLES.stream()
                .filter(environment::containsKey)
                .map(variable ->
                        ConnectionNote.noEffect(variable, "this tool sets its sessions up itself, always in UTC"))
                .forEach(notes::add);
    }
}
