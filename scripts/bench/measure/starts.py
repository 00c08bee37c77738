"""Cases that are mostly start-up: the version, the help, and migrate with nothing to do, with everything, among much else."""

import peers
from bench import Bench
from programs import Program, Row, Table, run

FLYWAY = f"Flyway {peers.FLYWAY}, command line"
CORE = f"Flyway {peers.FLYWAY}, as a library"
LIQUIBASE = f"Liquibase {peers.LIQUIBASE}, command line"
JAVA = "java -version"
PSQL = "psql"
PLAIN = "a database as it is made"

DELAYS_MS = (0, 1, 5)


def version(bench: Bench) -> list[Table]:
    return [answered(bench, "version", "--version")]


def help(bench: Bench) -> list[Table]:
    return [answered(bench, "help", "--help")]


def answered(bench: Bench, case: str, option: str) -> Table:
    programs = [bench.exo(option), Program(JAVA, [bench.java, "-version"])]
    if bench.with_peers:
        programs += [
            Program(FLYWAY, java_program(bench, peers.flyway_command_line(), FLYWAY_MAIN, option)),
            Program(LIQUIBASE, java_program(bench, peers.liquibase(), LIQUIBASE_MAIN, option)),
        ]
    table = Table(case, f"`{option}`", "ms", bench.compare(programs))
    table.limit("exo-db-cli", 1.6, JAVA)
    return table


FLYWAY_MAIN = "org.flywaydb.commandline.Main"
LIQUIBASE_MAIN = "liquibase.integration.commandline.LiquibaseCommandLine"


def java_program(bench: Bench, jars, main: str, *arguments: str) -> list[str]:
    return [bench.java, "-cp", f"{jars}/*:{jars}", main, *arguments]


def migrating_peers(bench: Bench, database: str, port: int | None = None, **more) -> list[Program]:
    """Each with the same SQL, on a database of its own whose name begins like that."""
    if not bench.with_peers:
        return []
    scripts = bench.work / "flyway"
    if not scripts.is_dir():
        scripts.mkdir()
        text = bench.schema.read_text()
        (scripts / "V1__schema.sql").write_text(text)
        # One change set and one statement for the driver, as the script is one transaction: Liquibase would split at any ;
        head = "--liquibase formatted sql\n--changeset exo:1 splitStatements:false stripComments:false\n"
        (bench.work / "changelog.sql").write_text(head + text)
    url = bench.server.url
    password = bench.server.password
    return [
        Program(
            FLYWAY,
            java_program(
                bench,
                peers.flyway_command_line(),
                FLYWAY_MAIN,
                f"-url={url(database + '_flyway', port)}",
                "-user=postgres",
                f"-password={password}",
                f"-locations=filesystem:{scripts}",
                "-skipCheckForUpdate",
                "migrate",
            ),
            **anew(bench, database + "_flyway", more),
        ),
        Program(
            CORE,
            java_program(
                bench,
                peers.flyway_core(bench.java_home),
                "FlywayCore",
                url(database + "_core", port),
                "postgres",
                password,
                str(scripts),
            ),
            **anew(bench, database + "_core", more),
        ),
        Program(
            LIQUIBASE,
            java_program(
                bench,
                peers.liquibase(),
                LIQUIBASE_MAIN,
                f"--search-path={bench.work}",
                "update",
                f"--url={url(database + '_liquibase', port)}",
                "--username=postgres",
                f"--password={password}",
                "--changelog-file=changelog.sql",
            ),
            **anew(bench, database + "_liquibase", more),
        ),
    ]


def anew(bench: Bench, database: str, more: dict) -> dict:
    """What a program on that database needs before each run: a database that is made anew, where that is wanted."""
    return {"before": lambda: bench.server.make(database)} if more.get("empty") else {}


def migrate_noop(bench: Bench) -> list[Table]:
    bench.migrated("noop")
    for peer in migrating_peers(bench, "noop", empty=True):
        bench.once(peer)
    return [nothing_to_do(bench, delay) for delay in DELAYS_MS]


def nothing_to_do(bench: Bench, delay_ms: int) -> Table:
    port = bench.distant(delay_ms) if delay_ms else None
    programs = [
        bench.exo("migrate", database="noop", port=port),
        *migrating_peers(bench, "noop", port),
        Program("psql -c 'select 1'", bench.server.psql("noop", "-c", "select 1", port=port)),
    ]
    title = "`migrate`, nothing to do" + (f", {delay_ms} ms away in either direction" if delay_ms else "")
    table = Table(f"migrate-noop-{delay_ms}ms", title, "ms", bench.compare(programs))
    if delay_ms == 0:
        table.limit("exo-db-cli", 0.25, FLYWAY)
        table.limit("exo-db-cli", 0.25, LIQUIBASE)
    if delay_ms == 5:
        # From the issue that set the figures.
        table.most("exo-db-cli", 450)
    return table


def migrate_first(bench: Bench) -> list[Table]:
    programs = [
        bench.exo("migrate", database="first", before=lambda: bench.server.make("first")),
        *migrating_peers(bench, "first", empty=True),
        Program(
            "psql -1 -f",
            bench.server.psql("first_psql", "-1", "-f", str(bench.schema)),
            {"PGOPTIONS": "-c client_min_messages=warning"},
            before=lambda: bench.server.make("first_psql"),
        ),
    ]
    table = Table("migrate-first", "`migrate`, empty database, and the same SQL by others", "ms", bench.compare(programs))
    table.limit("exo-db-cli", 0.6, FLYWAY)
    return [table, first_sessions(bench, programs[0], programs[-1])]


def first_sessions(bench: Bench, ours: Program, psql: Program) -> Table:
    """The same without what a program does before it connects and after: as the server sees it."""
    rows = [Row(ours.name), Row(psql.name)]
    for _ in range(bench.pairs):
        for program, row, database in ((ours, rows[0], "first"), (psql, rows[1], "first_psql")):
            begun = bench.server.log_size()
            run(program, bench.log)
            row.values.append(round(bench.server.session_ms(database, begun), 1))
    table = Table("migrate-first-sessions", "`migrate`, empty database: sessions as the server sees them", "ms", rows)
    # From the issue that set the figures: the start of the virtual machine apart.
    table.limit("exo-db-cli", 1.5, "psql -1 -f")
    return table


UNRELATED = """do $$ begin
    for i in 1..5000 loop
        execute format('create table unrelated_%s (id bigint primary key, note text not null default '''', at timestamptz)', i);
        -- Each table is a lock, and a server has room for some thousands.
        if i % 200 = 0 then commit; end if;
    end loop;
end $$"""

MORE_MONTHS = """do $$
declare
    parent text;
    month timestamptz;
begin
    foreach parent in array array['session_events', 'audit_events'] loop
        for i in {first}..{last} loop
            month := date_trunc('month', now()) + i * interval '1 month';
            execute format('create table %I partition of %I for values from (%L) to (%L)',
                parent || to_char(month, '_YYYY_MM'), parent, month, month + interval '1 month');
            if i % 50 = 0 then commit; end if;
        end loop;
        commit;
    end loop;
end $$"""


def migrate_crowded(bench: Bench) -> list[Table]:
    """Whether the price of nothing to do depends on what is none of its business, or on many partitions."""
    databases = {PLAIN: "plain", "5,000 unrelated tables beside it": "unrelated", "1,000 partitions each": "leaves"}
    for database in databases.values():
        bench.migrated(database)
    bench.server.query(UNRELATED, "unrelated")
    bench.server.query(MORE_MONTHS.format(first=24, last=1011), "leaves")
    for database in databases.values():
        bench.server.query("vacuum analyze", database)
    programs = [bench.exo("migrate", database=database, name=name) for name, database in databases.items()]
    table = Table("migrate-crowded", "`migrate`, nothing to do, beside other things", "ms", bench.compare(programs))
    unrelated, leaves = list(databases)[1:]
    table.limit(unrelated, 1.3, PLAIN)
    table.limit(leaves, 2.0, PLAIN)
    return [table]
