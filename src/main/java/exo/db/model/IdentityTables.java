package exo.db.model;

import static exo.db.model.TableDeclaration.LIVE;
import static exo.db.model.TableDeclaration.catalogue;
import static exo.db.model.TableDeclaration.join;
import static exo.db.model.TableDeclaration.table;

import exo.db.schema.ForeignKey.OnDelete;
import exo.db.schema.Index.Uniqueness;
import exo.db.schema.Table;
import java.util.List;

/** Who may do what: tenants, people, roles, identity providers, OAuth. */
final class IdentityTables {
    private IdentityTables() {}

    static List<Table> all() {
        return List.of(
                tenants(),
                identityProviders(),
                users(),
                userTokens(),
                roles(),
                permissions(),
                rolePermissions(),
                userRoles(),
                teams(),
                teamMembers(),
                idpGroups(),
                idpGroupMembers(),
                oauthApps(),
                oauthTokens());
    }

    private static Table tenants() {
        return table("tenants")
                .soft()
                .text("name")
                .notNull()
                .text("slug")
                .notNull()
                .check("(slug = lower(slug))")
                .uniqueWhere(LIVE, "slug")
                .object("settings")
                .number("jwt_expiry_seconds")
                .done();
    }

    private static Table users() {
        return table("users")
                .soft()
                .uuid("tenant_id")
                .notNull()
                .references("tenants", OnDelete.CASCADE)
                .indexed()
                .text("email")
                .notNull()
                .emptyText("name")
                .text("password_hash")
                .text("status")
                .notNull()
                .defaultsTo("'active'::text")
                .oneOf("active", "invited", "suspended")
                .uuid("identity_provider_id")
                .references("identity_providers", OnDelete.SET_NULL)
                .indexed()
                .text("external_id")
                .time("last_login_at")
                .uniqueWhere(LIVE, "identity_provider_id", "external_id")
                .add("idx_users_email_lower", Uniqueness.UNIQUE, LIVE, "lower(email)")
                .done();
    }

    private static Table userTokens() {
        return table("user_tokens")
                .uuid("user_id")
                .notNull()
                .references("users", OnDelete.CASCADE)
                .indexed()
                .text("kind")
                .notNull()
                .oneOf("api", "invite", "password_reset")
                .emptyText("name")
                .bytes("token_hash")
                .notNull()
                .unique()
                .text("token_prefix")
                .notNull()
                .time("expires_at")
                .indexed()
                .time("last_used_at")
                .time("revoked_at")
                .done();
    }

    private static Table roles() {
        return table("roles")
                .uuid("tenant_id")
                .notNull()
                .references("tenants", OnDelete.CASCADE)
                .text("name")
                .notNull()
                .emptyText("description")
                .flag("is_system")
                .defaultsTo("false")
                .unique("tenant_id", "name")
                .done();
    }

    private static Table permissions() {
        return table("permissions")
                .uuid("tenant_id")
                .references("tenants", OnDelete.CASCADE)
                .text("key")
                .notNull()
                .emptyText("description")
                .uniqueNullsNotDistinct("tenant_id", "key")
                .done();
    }

    private static Table rolePermissions() {
        return join("role_permissions")
                .uuid("role_id")
                .notNull()
                .references("roles", OnDelete.CASCADE)
                .uuid("permission_id")
                .notNull()
                .references("permissions", OnDelete.CASCADE)
                .indexed()
                .createdAt()
                .primaryKey("role_id", "permission_id")
                .done();
    }

    private static Table userRoles() {
        return join("user_roles")
                .uuid("user_id")
                .notNull()
                .references("users", OnDelete.CASCADE)
                .uuid("role_id")
                .notNull()
                .references("roles", OnDelete.CASCADE)
                .indexed()
                .createdAt()
                .primaryKey("user_id", "role_id")
                .done();
    }

    private static Table teams() {
        return catalogue("teams").done();
    }

    private static Table teamMembers() {
        return join("team_members")
                .uuid("team_id")
                .notNull()
                .references("teams", OnDelete.CASCADE)
                .uuid("user_id")
                .notNull()
                .references("users", OnDelete.CASCADE)
                .indexed()
                .createdAt()
                .primaryKey("team_id", "user_id")
                .done();
    }

    private static Table identityProviders() {
        return catalogue("identity_providers")
                .text("protocol")
                .notNull()
                .oneOf("saml", "oidc")
                .emptyText("issuer")
                .emptyText("client_id")
                .encrypted("secrets")
                .flag("enabled")
                .flag("scim_enabled")
                .defaultsTo("false")
                .bytes("scim_token_hash")
                .unique()
                .text("scim_token_prefix")
                .done();
    }

    private static Table idpGroups() {
        return table("idp_groups")
                .uuid("identity_provider_id")
                .notNull()
                .references("identity_providers", OnDelete.CASCADE)
                .text("external_id")
                .notNull()
                .emptyText("display_name")
                .unique("identity_provider_id", "external_id")
                .done();
    }

    private static Table idpGroupMembers() {
        return join("idp_group_members")
                .uuid("idp_group_id")
                .notNull()
                .references("idp_groups", OnDelete.CASCADE)
                .uuid("user_id")
                .notNull()
                .references("users", OnDelete.CASCADE)
                .indexed()
                .createdAt()
                .primaryKey("idp_group_id", "user_id")
                .done();
    }

    private static Table oauthApps() {
        return catalogue("oauth_apps")
                .text("client_id")
                .notNull()
                .unique()
                .encrypted("client_secret")
                .array("redirect_uris")
                .array("scopes")
                .done();
    }

    private static Table oauthTokens() {
        return table("oauth_tokens")
                .uuid("oauth_app_id")
                .notNull()
                .references("oauth_apps", OnDelete.CASCADE)
                .indexed()
                .uuid("user_id")
                .notNull()
                .references("users", OnDelete.CASCADE)
                .indexed()
                .text("kind")
                .notNull()
                .oneOf("code", "refresh")
                .bytes("token_hash")
                .notNull()
                .unique()
                .array("scopes")
                .text("redirect_uri")
                .text("code_challenge")
                .time("expires_at")
                .notNull()
                .indexed()
                .time("revoked_at")
                .done();
    }
}
