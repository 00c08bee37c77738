package exo.db.model;

import static exo.db.model.TableDeclaration.catalogue;
import static exo.db.model.TableDeclaration.table;

import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.Index.Uniqueness;
import exo.db.schema.Table;
import java.util.List;

/** What a tenant configures: integrations, sinks, models, tools, policies. */
final class CatalogueTables {
    private CatalogueTables() {}

    static List<Table> all() {
        return List.of(
                integrations(),
                logSinks(),
                modelProviders(),
                mcpServers(),
                mcpPublications(),
                catalogue("guardrails").object("definition").flag("enabled").done(),
                catalogue("runtime_policies")
                        .object("definition")
                        .flag("enabled")
                        .done(),
                catalogue("skills").object("definition").done());
    }

    private static Table integrations() {
        return catalogue("integrations")
                .text("kind")
                .notNull()
                .encrypted("credentials")
                .flag("enabled")
                .done();
    }

    private static Table logSinks() {
        return catalogue("log_sinks")
                .text("kind")
                .notNull()
                .encrypted("config")
                .flag("enabled")
                .done();
    }

    private static Table modelProviders() {
        return catalogue("model_providers")
                .text("kind")
                .notNull()
                .encrypted("credentials")
                .flag("is_default")
                .defaultsTo("false")
                .add(
                        "idx_model_providers_default",
                        Uniqueness.UNIQUE,
                        "(is_default AND (deleted_at IS NULL))",
                        "tenant_id")
                .done();
    }

    private static Table mcpServers() {
        return catalogue("mcp_servers")
                .text("upstream")
                .notNull()
                .oneOf("http", "mcpRef", "stdio")
                .encrypted("config")
                .done();
    }

    private static Table mcpPublications() {
        return table("mcp_publications")
                .uuid("mcp_server_id")
                .notNull()
                .references("mcp_servers", OnDelete.CASCADE)
                .uuid("deployment_id")
                .notNull()
                .references("deployments", OnDelete.CASCADE)
                .indexed()
                .flag("enabled")
                .unique("mcp_server_id", "deployment_id")
                .done();
    }
}
