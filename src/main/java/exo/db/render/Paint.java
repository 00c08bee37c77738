package exo.db.render;

/** Emphasis that a stream may or may not be able to show. */
interface Paint {
    /** Leaves every text as it is. */
    Paint NONE = new Paint() {};

    default String strong(String text) {
        return text;
    }

    default String good(String text) {
        return text;
    }

    default String warning(String text) {
        return text;
    }

    default String bad(String text) {
        return text;
    }
}
