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
import java.util.Locale;
import java.util.Objects;

/**
 * What keeps commands safe, each to be taken out to see that its absence shows: a method of the compiled program is
 * given another body, in a copy of its class. The program itself has no switch for that.
 */
enum Safeguard {
    /** Every advisory lock seems to be free. */
    LOCK("exo/db/database/AdvisoryLock", "attempt", "eight at once", "migrate-empty"),
    /** Steps of the schema are written down nowhere. */
    LEDGER("exo/db/engine/StepLedger", "write", "client killed during", "migrate-gorm"),
    /** Rows that are deleted are not written down. */
    RECORD("exo/db/retention/RetentionRecord", "writePurged", "client killed during", "enforce"),
    /** A step counts as done when the server said so. */
    POSTCONDITION("exo/db/engine/Postcondition", "holds", "index dropped", "migrate-gorm");

    private final String type;
    private final String method;
    private final String fault;
    private final String step;

    Safeguard(String type, String method, String fault, String step) {
        this.type = type;
        this.method = method;
        this.fault = fault;
        this.step = step;
    }

    /** The fault in which its absence is looked for. */
    String fault() {
        return fault;
    }

    /** The step in which its absence is looked for. */
    FaultStep step() {
        return FaultSteps.named(step).getFirst();
    }

    private void withoutIt(CodeBuilder code) {
        switch (this) {
            case LOCK, POSTCONDITION -> code.iconst_1().ireturn();
            case LEDGER -> {
                MethodTypeDesc noElements = MethodTypeDesc.ofDescriptor("()Ljava/util/List;");
                code.invokestatic(ClassDesc.of("java.util.List"), "of", noElements, true)
                        .areturn();
            }
            case RECORD -> code.return_();
        }
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
                            this::withoutIt);
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
