package exo.db.sealing;

/**
 * How many values chance has to pick, and what may be said when none of them was bad.
 *
 * <p>If a share {@code p} of all values were bad, {@code n} good ones in a row would be picked with the probability
 * {@code (1 - p)^n}; where that is less than 1 %, one may be 99 % sure that the share is smaller.
 */
public final class Sample {
    private static final double DOUBT = 0.01;

    /** So that 99 % sure means fewer than 1 bad value in 1,000: {@code ln 0.01 / ln 0.999}, and some to spare. */
    private static final double WANTED = 5_000;

    private Sample() {}

    /**
     * What to pick from a relation: some rows of some pages, so few of each page that neighbours, which often share
     * their fate, rarely come together.
     */
    record Share(double percentOfPages, double ofTheirRows) {}

    /** What share of a table's rows is to be picked; 1 where it is so small that all of them had better be read. */
    static double fraction(long rows) {
        return rows <= 2 * WANTED ? 1 : WANTED / rows;
    }

    /** How to pick that share of a relation's rows. */
    static Share share(ValueHome home, double fraction) {
        double rowsOfAPage = Math.max(1.0, (double) home.rows() / Math.max(1, home.pages()));
        double pages = Math.min(1, fraction * rowsOfAPage);
        return new Share(100 * pages, fraction / pages);
    }

    /** After so many good values: one may be 99 % sure that fewer than 1 in this many are bad. */
    public static long oneIn(long good) {
        return good == 0 ? 1 : (long) Math.floor(1 / (1 - Math.pow(DOUBT, 1.0 / good)));
    }
}
