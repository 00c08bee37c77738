package exo.db.dsn;

/** The effective value of one word together with where it comes from. */
public record Parameter(Keyword keyword, String value, Source source) {
    /** The value, or {@code ***} where it is a secret; an empty secret hides nothing and is shown. */
    public String shown() {
        return keyword.isSecret() && !value.isEmpty() ? Secret.SHOWN : value;
    }

    @Override
    public String toString() {
        return keyword.word() + "=" + shown() + " (" + source.shown() + ")";
    }
}
