package exo.db.planted.keyring;

/** A feature that another should not know. */
public final class Sibling {
    public static final StringBuilder NAME = new StringBuilder("sibling");

    private Sibling() {}
}
