package exo.db.command;

import picocli.CommandLine.IVersionProvider;

/** Which release this is. */
public final class Version implements IVersionProvider {
    /** The number, as the build was given it. */
    public static final String NUMBER = numberOf(Version.class.getPackage());

    @Override
    public String[] getVersion() {
        return new String[] {"exo-db-cli " + NUMBER};
    }

    /** Classes that were not packed into a jar have no number. */
    private static String numberOf(Package ours) {
        String packed = ours.getImplementationVersion();
        return packed == null ? "unreleased" : packed;
    }
}
