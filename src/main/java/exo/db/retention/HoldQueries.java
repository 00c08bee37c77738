package exo.db.retention;

/** The SQL of holds. */
final class HoldQueries {
    static final String PLACE = """
            insert into retention_holds (deployment_id, reason, placed_by) values (?, ?, ?)
            on conflict (deployment_id) do nothing""";

    static final String RELEASE = "delete from retention_holds where id = ?";

    static final String ROLE = "select session_user::text";

    private HoldQueries() {}
}
