package exo.db.dsn;

/**
 * A value that must never be shown; prints as {@code ***}.
 *
 * <p>Holds text and not bytes that could be cleared, because the driver takes nothing else.
 */
public final class Secret {
    /** What stands for a secret wherever somebody could read it. */
    public static final String SHOWN = "***";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, for the driver, or for an operator who asked to see it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return SHOWN;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
