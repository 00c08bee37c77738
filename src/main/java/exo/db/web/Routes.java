package exo.db.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import exo.db.engine.JsonText;
import exo.db.failure.ExoException;
import exo.db.maintenance.Vitals;
import exo.db.render.FailureJson;
import exo.db.render.PartitionsRendering;
import exo.db.render.StatusRendering;
import exo.db.web.DaemonServer.Answer;
import exo.db.web.DaemonServer.Page;
import exo.db.web.Observer.Sight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown under which path. */
final class Routes {
    private static final int UNAVAILABLE = 503;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";

    private final String holder;
    private final Vitals vitals;
    private final Observer<Boolean> readiness;
    private final Observer<Observation> observer;
    private final Metrics metrics;
    private final Map<String, Page> pages;

    /**
     * @param holder host and process
     * @param readiness looks whether the database can be worked with; a failure says why not
     */
    Routes(String holder, Vitals vitals, Observer<Boolean> readiness, Observer<Observation> observer, Metrics metrics) {
        this.holder = holder;
        this.vitals = vitals;
        this.readiness = readiness;
        this.observer = observer;
        this.metrics = metrics;
        this.pages = Map.of(
                "/",
                this::statusPage,
                "/livez",
                this::livez,
                "/readyz",
                this::readyz,
                "/metrics",
                this::metrics,
                "/status.json",
                this::statusJson);
    }

    /** What is shown under that path; null where nothing is. */
    @Nullable
    Page page(String path) {
        return pages.get(path);
    }

    private Answer livez() {
        return vitals.isAlive()
                ? text("alive\n")
                : unavailable(
                        "nothing was heard of the loop for " + vitals.silence().toSeconds() + " s\n");
    }

    private Answer readyz() {
        return switch (readiness.sight()) {
            case Sight.Clear<Boolean> ready -> text("ready\n");
            case Sight.None<Boolean> none -> unavailable(line(none.failure()));
        };
    }

    private Answer metrics() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        metrics.write(out);
        return Answer.ok(metrics.contentType(), out.toString(UTF_8));
    }

    private Answer statusJson() {
        return switch (observer.sight()) {
            case Sight.Clear<Observation> clear ->
                Answer.ok(JSON, JsonText.of(json -> write(json, clear.seen())) + "\n");
            case Sight.None<Observation> none ->
                new Answer(UNAVAILABLE, JSON, JsonText.of(json -> FailureJson.write(json, none.failure())) + "\n");
        };
    }

    private Answer statusPage() {
        return switch (observer.sight()) {
            case Sight.Clear<Observation> clear -> Answer.ok(HTML, new StatusPage(holder, vitals, clear.seen()).html());
            case Sight.None<Observation> none -> new Answer(UNAVAILABLE, HTML, StatusPage.trouble(none.failure()));
        };
    }

    private void write(JsonGenerator json, Observation seen) throws IOException {
        json.writeStartObject();
        DaemonJson.write(json, holder, vitals, seen.tasks());
        json.writeFieldName("status");
        new StatusRendering(seen.status()).json(json);
        json.writeFieldName("partitions");
        new PartitionsRendering(seen.partitions()).json(json);
        json.writeEndObject();
    }

    private static Answer text(String text) {
        return Answer.ok(TEXT, text);
    }

    private static Answer unavailable(String text) {
        return new Answer(UNAVAILABLE, TEXT, text);
    }

    private static String line(ExoException failure) {
        return failure.id() + ": " + failure.what() + ": " + failure.why() + "; next: " + failure.next() + "\n";
    }
}
