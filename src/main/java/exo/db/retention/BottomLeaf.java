package exo.db.retention;

/**
 * A relation that holds rows itself, as the catalog knows it.
 *
 * @param file the one that its pages are in
 * @param pages by the statistics; rows negative where nobody has counted yet
 */
record BottomLeaf(PurgeLeaf leaf, long file, long pages, long rows, Access access) {
    /** How the rows of one deployment are found. */
    enum Access {
        /** By an index, oldest first. */
        INDEXED,
        /** By looking through all. */
        SCANNED
    }
}
