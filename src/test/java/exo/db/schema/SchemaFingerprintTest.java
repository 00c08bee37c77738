package exo.db.schema;

import static org.assertj.core.api.Assertions.assertThat;

import exo.db.model.ExoSchema;
import exo.db.schema.ObservedTable.Kind;
import exo.db.schema.ObservedTable.ObservedCheck;
import exo.db.schema.ObservedTable.ObservedColumn;
import exo.db.schema.ObservedTable.ObservedForeignKey;
import exo.db.schema.ObservedTable.ObservedIndex;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** It changes with the definition of what is declared, and with nothing else. */
final class SchemaFingerprintTest {
    private static final DeclaredSchema DECLARED = ExoSchema.declared();
    private static final String WHOLE = SchemaFingerprint.of(DECLARED);

    @Test
    void isTheDeclaredOneWhereNothingIsMissing() {
        assertThat(after(users -> {})).isEqualTo(WHOLE);
    }

    @Test
    void changesWithAnyObjectThatIsMissing() {
        for (String object : List.of(
                "email", "idx_users_email_lower", "idx_users_tenant_id", "fk_users_tenant", "chk_users_status")) {
            assertThat(after(users -> users.without(object))).as(object).isNotEqualTo(WHOLE);
        }
    }

    @Test
    void changesWithTypeNullabilityDefaultAndLayout() {
        assertThat(after(users -> users.column("name", "character varying(9)", Nullability.NOT_NULL, "''::text")))
                .isNotEqualTo(WHOLE);
        assertThat(after(users -> users.column("name", "text", Nullability.NULLABLE, "''::text")))
                .isNotEqualTo(WHOLE);
        assertThat(after(users -> users.column("name", "text", Nullability.NOT_NULL, "'x'::text")))
                .isNotEqualTo(WHOLE);
        assertThat(after(users -> users.primaryKey = List.of("email"))).isNotEqualTo(WHOLE);
        assertThat(after(users -> users.kind = Kind.PARTITIONED)).isNotEqualTo(WHOLE);
    }

    @Test
    void changesWhileAnIndexIsInvalidOrAConstraintUnproved() {
        assertThat(after(users -> users.indexes.replaceAll(
                        index -> new ObservedIndex(index.name(), index.unique(), index.definition(), false))))
                .isNotEqualTo(WHOLE);
        assertThat(after(users -> users.foreignKeys.replaceAll(
                        key -> new ObservedForeignKey(key.name(), key.definition(), false))))
                .isNotEqualTo(WHOLE);
        assertThat(after(users ->
                        users.checks.replaceAll(check -> new ObservedCheck(check.name(), check.expression(), false))))
                .isNotEqualTo(WHOLE);
    }

    @Test
    void ignoresNamesOrderAndExtras() {
        assertThat(after(users -> users.indexes.replaceAll(
                        index -> new ObservedIndex("x" + index.name(), index.unique(), index.definition(), true))))
                .isEqualTo(WHOLE);
        assertThat(after(users -> users.foreignKeys.replaceAll(
                        key -> new ObservedForeignKey("x" + key.name(), key.definition(), true))))
                .isEqualTo(WHOLE);
        assertThat(after(users -> Collections.reverse(users.columns))).isEqualTo(WHOLE);
        assertThat(after(users -> users.columns.add(new ObservedColumn("hers", "inet", Nullability.NULLABLE, ""))))
                .isEqualTo(WHOLE);
        assertThat(after(users -> users.indexes.add(new ObservedIndex("hers", true, "USING btree (name)", false))))
                .isEqualTo(WHOLE);
    }

    @Test
    void ignoresWhatIsTolerated() {
        assertThat(after(users -> users.column("created_at", "timestamp with time zone", Nullability.NULLABLE, "")))
                .isEqualTo(WHOLE);
        assertThat(after(users -> users.foreignKeys.add(
                        new ObservedForeignKey("fk_tenants_users", "tenant_id -> tenants(id) c", true))))
                .isEqualTo(WHOLE);
    }

    private static String after(Consumer<ObservedFixture> change) {
        ObservedFixture[] tables = DECLARED.tables().stream()
                .map(ObservedFixture::new)
                .peek(table -> {
                    if (table.name.equals("users")) {
                        change.accept(table);
                    }
                })
                .toArray(ObservedFixture[]::new);
        return SchemaFingerprint.of(DECLARED, ObservedFixture.snapshot(tables));
    }
}
