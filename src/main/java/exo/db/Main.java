package exo.db;

/** The process edge. */
public final class Main {
    private Main() {}

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.out.println(arguments.length);
    }
}
