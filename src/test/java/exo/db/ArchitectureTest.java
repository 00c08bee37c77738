package exo.db;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law of imports. Every rule is made for a root package, so that the same rule which the product keeps is shown to
 * fire on the offences under {@code exo.db.planted}.
 */
final class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("exo.db");
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("exo.db.planted");

    private static final List<String> FEATURES =
            List.of("migrate", "keyring", "partition", "retention", "backup", "recording");

    /** What each package may know of the others; of itself it may know everything. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("failure", List.of()),
            Map.entry("schema", List.of()),
            Map.entry("crypto", List.of("failure")),
            Map.entry("dsn", List.of("failure")),
            Map.entry("model", List.of("schema")),
            Map.entry("database", List.of("dsn", "failure")),
            Map.entry("engine", List.of("schema", "model", "database", "failure")),
            // Below the features: backup, keyring and the daemon's task share it.
            Map.entry("sealing", List.of("engine", "crypto", "model", "schema", "database", "failure")),
            // The engine for the record of runs, which says what is due, and for the catalog that health is judged by.
            Map.entry("maintenance", List.of("engine", "schema", "database", "failure")),
            Map.entry("migrate", forFeature()),
            Map.entry("keyring", forFeature()),
            Map.entry("partition", forFeature()),
            Map.entry("retention", forFeature()),
            Map.entry("backup", forFeature()),
            Map.entry("recording", forFeature()),
            Map.entry("render", forRender()),
            // Shows what the reports say, in the forms of a browser and of monitoring.
            Map.entry("web", List.of("render", "maintenance", "partition", "engine", "schema", "database", "failure")),
            Map.entry("command.option", List.of("schema", "database", "dsn", "render", "failure")));

    private static List<String> forFeature() {
        return List.of("sealing", "model", "engine", "crypto", "schema", "database", "failure");
    }

    /** Reports carry facts of the server and of the keyring, and the daemon has a report as well. */
    private static List<String> forRender() {
        List<String> allowed = new ArrayList<>(FEATURES);
        allowed.addAll(
                List.of("maintenance", "sealing", "engine", "model", "crypto", "schema", "database", "dsn", "failure"));
        return allowed;
    }

    /** A rule for the classes under a root package, and a name for the report. */
    record Law(String name, Function<String, ArchRule> rule) {
        ArchRule under(String root) {
            return rule.apply(root);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Law> laws() {
        return Stream.of(
                new Law("schema is pure", ArchitectureTest::schemaIsPure),
                new Law("planners are pure", ArchitectureTest::plannersArePure),
                new Law("picocli stays at the edge", root -> only(root, "picocli..", "", "command..")),
                new Law("only render draws", root -> only(root, "org.fusesource.jansi..", "render..")),
                new Law("only database pools", root -> only(root, "com.zaxxer.hikari..", "database..")),
                new Law("only web speaks HTTP", root -> only(root, "com.sun.net.httpserver..", "web..")),
                new Law("only web knows Prometheus", root -> only(root, "io.prometheus..", "web..")),
                new Law("only database knows the driver", root -> only(root, "org.postgresql..", "database..")),
                new Law("only Main touches the process", ArchitectureTest::onlyMainTouchesTheProcess),
                new Law("time is passed in", ArchitectureTest::timeIsPassedIn),
                new Law("features do not know each other", ArchitectureTest::featuresAreApart),
                new Law("imports point down", root -> importsPointDown(root, "dsn")),
                new Law(
                        "no cycles",
                        root -> slices().matching(root + ".(*)..").should().beFreeOfCycles()));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void isKept(Law law) {
        law.under("exo.db").allowEmptyShould(true).check(PRODUCT);
    }

    @ParameterizedTest
    @MethodSource("laws")
    void firesOnAPlantedOffence(Law law) {
        assertThat(law.under("exo.db.planted").evaluate(PLANTED).hasViolation()).isTrue();
    }

    static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyWhatLiesBelow(String name) {
        importsPointDown("exo.db", name).allowEmptyShould(true).check(PRODUCT);
    }

    private static ArchRule schemaIsPure(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".schema..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(root + ".schema..", "java..", "org.jspecify..")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..");
    }

    private static ArchRule plannersArePure(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveSimpleNameEndingWith("Planner")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jooq..", "exo.db.database..", "exo.db.engine..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class);
    }

    private static ArchRule only(String root, String library, String... users) {
        String[] allowed = Arrays.stream(users)
                .map(user -> user.isEmpty() ? root : root + "." + user)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    private static ArchRule onlyMainTouchesTheProcess(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .doNotHaveFullyQualifiedName("exo.db.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err");
    }

    private static ArchRule timeIsPassedIn(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .doNotHaveFullyQualifiedName("exo.db.Main")
                .and()
                .doNotHaveFullyQualifiedName("exo.db.Wiring")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class);
    }

    private static ArchRule featuresAreApart(String root) {
        return slices().matching(root + ".(" + String.join("|", FEATURES) + ")..")
                .should()
                .notDependOnEachOther();
    }

    private static ArchRule importsPointDown(String root, String name) {
        List<String> allowed = new ArrayList<>(List.of(root + "." + name + ".."));
        MAY_IMPORT.getOrDefault(name, List.of()).forEach(below -> allowed.add("exo.db." + below + ".."));
        return classes()
                .that()
                .resideInAPackage(root + "." + name + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("exo.db..").or(resideInAnyPackage(allowed.toArray(String[]::new))));
    }
}
