package exo.db;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What keeps commands safe, each to be taken out to see that its absence shows: a method of the compiled program is
 * given another body, in a copy of its class. The program itself has no switch for that.
 */
enum Safeguard {
    /** Every advisory lock seems to be free. */
    LOCK(
            "exo/db/database/AdvisoryLock",
            "attempt",
            code -> code.iconst_1().ireturn(),
            Set.of("eight at once"),
            List.of("migrate-empty", "rotate")),
    /** Steps of the schema are written down nowhere. */
    LEDGER(
            "exo/db/engine/StepLedger",
            "write",
            code -> code.invokestatic(
                            ClassDesc.of("java.util.List"),
                            "of",
                            MethodTypeDesc.ofDescriptor("()Ljava/util/List;"),
                            true)
                    .areturn(),
            Set.of("client killed during"),
            List.of("migrate-gorm")),
    /** Rows that are deleted are not written down. */
    RECORD(
            "exo/db/retention/RetentionRecord",
            "writePurged",
            CodeBuilder::return_,
            Set.of("client killed during"),
            List.of("enforce")),
    /** A step counts as done when the server said so. */
    POSTCONDITION(
            "exo/db/engine/Postcondition",
            "holds",
            code -> code.iconst_1().ireturn(),
            Set.of("index dropped"),
            List.of("migrate-gorm"));

    private final String type;
    private final String method;
    private final Consumer<CodeBuilder> body;
    private final Set<String> faults;
    private final List<String> steps;

    Safeguard(String type, String method, Consumer<CodeBuilder> body, Set<String> faults, List<String> steps) {
        this.type = type;
        this.method = method;
        this.body = body;
        this.faults = faults;
        this.steps = steps;
    }

    /** The faults in which its absence is looked for. */
    Set<String> faults() {
        return faults;
    }

    /** The steps in which its absence is looked for. */
    List<FaultStep> steps() {
        return steps.stream().flatMap(name -> FaultSteps.named(name).stream()).toList();
    }

    /** Writes the class without it, for a class path on which the directory comes first. */
    void takeOut(Path classes) throws IOException {
        Path file = classes.resolve(type + ".class");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (InputStream original =
                Objects.requireNonNull(Safeguard.class.getResourceAsStream("/" + type + ".class"), type)) {
            ClassFile format = ClassFile.of();
            ClassTransform transform = (builder, element) -> {
                if (element instanceof MethodModel model && model.methodName().equalsString(method)) {
                    builder.withMethodBody(
                            model.methodName(),
                            model.methodType(),
                            model.flags().flagsMask(),
                            body);
                } else {
                    builder.with(element);
                }
            };
            Files.write(file, format.transformClass(format.parse(original.readAllBytes()), transform));
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
