package exo.db.partition;

/**
 * What is wanted of the monthly tables; the values used before {@code maintenance_settings} exists are its declared
 * defaults.
 *
 * @param premakeMonths how many months after the current one have their partition
 * @param graceDays how long a partition that was set aside can be brought back
 */
record PartitionPolicy(long premakeMonths, long graceDays) {
    static final PartitionPolicy DEFAULT = new PartitionPolicy(6, 7);
}
