package exo.db.command;

import exo.db.command.CommandContext.Connected;
import exo.db.database.Session;
import exo.db.failure.ExitStatus;
import exo.db.maintenance.SettingName;
import exo.db.maintenance.SettingsChange;
import exo.db.maintenance.SettingsService;
import exo.db.render.Renderer;
import exo.db.render.SettingsChangeRendering;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exo-db-cli settings set}: other values for all replicas. */
@Command(
        name = "set",
        description = "Set one or more settings; the change is written to the audit events.",
        footer = {
            "",
            "default_retention_days  1 to 3650  days that rows are kept where a deployment says nothing else",
            "audit_floor_days        0 to 3650  days that audit events are kept at least",
            "premake_months          1 to 36    months that partitions are made ahead",
            "drop_grace_days         0 to 90    days that a dropped month can be brought back",
            "seal_after_days         0 to 365   days from a column's change to its sealing",
            "",
            "A smaller number of days in the first, second or fourth lets rows go for good: it asks on a",
            "terminal, and wants --yes elsewhere.",
            "",
            "Exit codes: 0 done; 2 no such setting, or out of range; 10 15 try again; 13 not migrated yet;",
            "14 refused, or no --yes; 16 the login.",
            "",
            "Examples:",
            "  exo-db-cli settings set premake_months=12 seal_after_days=14",
            "  exo-db-cli settings set default_retention_days=30 --yes"
        })
final class SettingsSetCommand implements Callable<Integer> {
    private static final String NAME = "settings set";

    private final CommandContext context;

    @Parameters(paramLabel = "NAME=VALUE", arity = "1..*", description = "A setting and its new value.")
    private List<String> assignments = List.of();

    SettingsSetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<SettingName, Long> wanted = SettingAssignments.parse(assignments);
        try (Connected connected = context.connect(NAME);
                Session session = connected.open()) {
            SettingsService settings = context.services().settings();
            SettingsChange change = settings.read(session).change(wanted);
            Renderer renderer = connected.renderer();
            if (!context.options().isDryRun()) {
                List<SettingName> losing = change.losingRows();
                if (!losing.isEmpty()) {
                    Consent.require(context, renderer, sentence(losing, change));
                }
                settings.apply(session, change);
            }
            renderer.result(new SettingsChangeRendering(change));
            return ExitStatus.DONE.code();
        }
    }

    private static String sentence(List<SettingName> losing, SettingsChange change) {
        List<String> lowered = losing.stream()
                .map(setting -> setting.word() + " from " + change.of(setting).before() + " to "
                        + change.of(setting).after())
                .toList();
        return "lowering " + String.join(", ", lowered) + " lets rows go for good";
    }
}
