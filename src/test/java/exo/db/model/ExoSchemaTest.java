package exo.db.model;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import exo.db.schema.Check;
import exo.db.schema.Column;
import exo.db.schema.ColumnDefault;
import exo.db.schema.DeclaredSchema;
import exo.db.schema.ForeignKey;
import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.Index;
import exo.db.schema.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pins what the documentation of the schema says; the numbers were counted there. */
final class ExoSchemaTest {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();

    @Test
    void declaresTheDocumentedTablesWithAsManyColumnsEach() {
        Map<String, Integer> columns = DECLARED.tables().stream()
                .collect(toMap(Table::name, table -> table.columns().size()));

        assertThat(columns).isEqualTo(counts("""
                        tenants 8 users 12 user_tokens 11 roles 7 permissions 6 role_permissions 3 user_roles 3
                        teams 6 team_members 3 identity_providers 14 idp_groups 6 idp_group_members 3 oauth_apps 10
                        oauth_tokens 12
                        deployments 13 retention_holds 6 deployment_tokens 9 runtime_statuses 13 tool_statuses 11
                        tool_permissions 7 agent_webhooks 10 memory_refs 7 context_summaries 7 sessions 17
                        session_events 9 audit_events 14
                        integrations 9 log_sinks 9 model_providers 9 mcp_servers 8 mcp_publications 6 guardrails 8
                        runtime_policies 8 skills 7
                        encryption_keys 11 maintenance_settings 7 schema_state 5 maintenance_runs 10
                        maintenance_leases 4 detached_partitions 12 migration_steps 8"""));
    }

    @Test
    void declaresAsManyIndexesKeysAndChecksAsAreDocumented() {
        assertThat(DECLARED.tables()).flatExtracting(Table::indexes).hasSize(83);
        assertThat(DECLARED.tables()).flatExtracting(Table::foreignKeys).hasSize(40);
        assertThat(DECLARED.tables()).flatExtracting(Table::checks).hasSize(28);
    }

    @Test
    void encryptsTheSensitiveColumnsAsNullableTextWithoutDefault() {
        List<String> encrypted = DECLARED.tables().stream()
                .flatMap(table -> table.encryptedColumns().stream()
                        .map(column -> table.name() + "." + column.name() + " "
                                + column.type().sql() + " " + column.nullability()))
                .toList();

        assertThat(encrypted)
                .allMatch(column -> column.endsWith(" text NULLABLE"))
                .extracting(column -> column.substring(0, column.indexOf(' ')))
                .containsExactlyInAnyOrder(
                        "identity_providers.secrets",
                        "oauth_apps.client_secret",
                        "tool_statuses.config",
                        "tool_statuses.status",
                        "tool_permissions.policy",
                        "context_summaries.summary",
                        "session_events.payload",
                        "integrations.credentials",
                        "log_sinks.config",
                        "model_providers.credentials",
                        "mcp_servers.config");
    }

    @Test
    void cascadesAllKeysButThree() {
        List<String> others = DECLARED.tables().stream()
                .flatMap(table -> table.foreignKeys().stream()
                        .filter(key -> key.onDelete() != OnDelete.CASCADE)
                        .map(key -> key.name() + " " + key.onDelete()))
                .toList();

        assertThat(others)
                .containsExactlyInAnyOrder(
                        "fk_users_identity_provider SET_NULL",
                        "fk_retention_holds_deployment RESTRICT",
                        "fk_sessions_user SET_NULL");
    }

    @Test
    void partitionsTheEventTablesByMonthAndKeepsThemFreeOfForeignKeys() {
        assertThat(DECLARED.monthlyTables())
                .extracting(Table::name, Table::primaryKey, Table::foreignKeys)
                .containsExactly(
                        tuple("session_events", List.of("id", "created_at"), List.of()),
                        tuple("audit_events", List.of("id", "created_at"), List.of()));
    }

    @Test
    void namesThePartialIndexesAsDocumented() {
        assertThat(index("model_providers", "idx_model_providers_default").definition())
                .isEqualTo("USING btree (tenant_id) WHERE (is_default AND (deleted_at IS NULL))");
        assertThat(index("sessions", "idx_sessions_open").definition())
                .isEqualTo("USING btree (deployment_id) WHERE (status = 'open'::text)");
        assertThat(index("sessions", "idx_sessions_cast_path").definition())
                .isEqualTo("USING btree (cast_path) WHERE (cast_path IS NOT NULL)");
        assertThat(index("users", "idx_users_email_lower").definition())
                .isEqualTo("USING btree (lower(email)) WHERE (deleted_at IS NULL)");
        assertThat(index("permissions", "idx_permissions_tenant_id_key").definition())
                .isEqualTo("USING btree (tenant_id, key) NULLS NOT DISTINCT");
        assertThat(index("detached_partitions", "idx_detached_partitions_parent_name")
                        .definition())
                .isEqualTo("USING btree (parent, name) WHERE (ended_at IS NULL)");
        assertThat(index("encryption_keys", "idx_encryption_keys_active").definition())
                .isEqualTo("USING btree (state) WHERE (state = 'active'::text)");
    }

    @Test
    void namesChecksAfterTheColumnThatTheyFollow() {
        assertThat(DECLARED.table("detached_partitions").orElseThrow().checks())
                .extracting(Check::name, Check::expression)
                .contains(tuple("chk_detached_partitions_upper_bound", "(lower_bound < upper_bound)"));
        assertThat(DECLARED.table("encryption_keys").orElseThrow().checks())
                .extracting(Check::name)
                .containsExactly(
                        "chk_encryption_keys_kid", "chk_encryption_keys_algorithm", "chk_encryption_keys_state");
    }

    @Test
    void givesEveryEnabledNoDefault() {
        assertThat(DECLARED.tables())
                .flatExtracting(Table::columns)
                .filteredOn(column -> column.name().equals("enabled"))
                .hasSize(7)
                .allMatch(column -> column.defaultValue() instanceof ColumnDefault.None);
    }

    @Test
    void hasNoTwoObjectsOfOneNameAndNoNameThatPostgresWouldCut() {
        List<String> names = DECLARED.tables().stream()
                .flatMap(table -> Stream.of(
                                Stream.of(table.name()),
                                table.indexes().stream().map(Index::name),
                                table.foreignKeys().stream().map(ForeignKey::name),
                                table.checks().stream().map(Check::name))
                        .flatMap(part -> part))
                .toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.length() <= 63);
    }

    @Test
    void putsParentsBeforeTheTablesThatReferToThem() {
        Set<String> seen = new HashSet<>();
        for (Table table : DECLARED.tables()) {
            seen.add(table.name());

            assertThat(seen)
                    .containsAll(table.foreignKeys().stream()
                            .map(ForeignKey::references)
                            .toList());
        }
    }

    @Test
    void indexesOnlyColumnsThatItDeclares() {
        for (Table table : DECLARED.tables()) {
            List<String> columns = table.columns().stream().map(Column::name).toList();
            List<String> keys = table.indexes().stream()
                    .filter(index -> !index.isOnExpression())
                    .flatMap(index -> index.keys().stream())
                    .toList();

            assertThat(columns).doesNotHaveDuplicates().containsAll(keys).containsAll(table.primaryKey());
        }
    }

    @Test
    void shortensLongNamesAsGormDoes() {
        assertThat(Names.of("idx", "runtime_statuses", "deployment_id_kind_namespace_name_resource_version"))
                .isEqualTo("idx_runtime_statuses_deployment_id_kind_namespace_name_5d21cdd5");
        assertThat(Names.of("fk", "users", "tenant")).isEqualTo("fk_users_tenant");
    }

    private static Index index(String table, String name) {
        return DECLARED.table(table).orElseThrow().indexes().stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Integer> counts(String text) {
        String[] words = text.split("\\s+", -1);
        Map<String, Integer> counts = new HashMap<>();
        for (int place = 0; place < words.length; place += 2) {
            counts.put(words[place], Integer.valueOf(words[place + 1]));
        }
        return counts;
    }
}
