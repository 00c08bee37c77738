"""Cases about monthly partitions: ensure with nothing to do and the dropping of months, beside pg_partman on PostgreSQL 15."""

from bench import Bench
from programs import Program, Row, Table, run
from servers import Server
from starts import MORE_MONTHS

PARTMAN = "pg_partman, run_maintenance()"

# migrate makes the current month and six more.
MADE_BY_MIGRATE = 7

# The window that migrate sets is 90 days: these have all expired.
EXPIRED = (-25, -14)

COUNTS = (60, 1000)

# What every session begins with names none of these.
OF_ENSURE = "maintenance_settings|pg_inherits|has_database_privilege"

# Two tables as they are here, without their months. Its own default for what is kept ready is 4; ours is 6.
PARTMAN_TABLES = """
create schema partman;
create extension pg_partman schema partman;
create extension pg_stat_statements;
create table session_events (
    id uuid not null default gen_random_uuid(), created_at timestamptz not null default now(), session_id uuid not null,
    tenant_id uuid not null, deployment_id uuid not null, seq bigint not null, occurred_at timestamptz not null default now(),
    type text not null, payload text, primary key (id, created_at)) partition by range (created_at);
create table audit_events (like session_events including all) partition by range (created_at);
select partman.create_parent('public.' || name, 'created_at', 'native', 'monthly', p_premake := 6,
    p_start_partition := to_char(now() - interval '{back} months', 'YYYY-MM-01'))
from unnest(array['session_events', 'audit_events']) name;
"""


def with_months(bench: Bench, database: str, first: int, last: int) -> None:
    bench.migrated(database)
    bench.server.query("create extension pg_stat_statements", database)
    bench.server.query(MORE_MONTHS.format(first=first, last=last), database)
    bench.server.query("vacuum analyze", database)


def with_partman(server: Server, database: str, back: int) -> None:
    server.make(database)
    server.query(PARTMAN_TABLES.format(back=back), database)
    server.query("vacuum analyze", database)


def ensure(bench: Bench) -> list[Table]:
    partman = bench.partman_server if bench.with_peers else None
    return [table for months in COUNTS for table in ensured(bench, partman, months)]


def ensured(bench: Bench, partman: Server | None, months: int) -> list[Table]:
    database = f"months_{months}"
    back = months - MADE_BY_MIGRATE
    with_months(bench, database, -back, -1)
    sides = [(bench.server, bench.exo("partitions", "ensure", database=database), OF_ENSURE)]
    if partman:
        with_partman(partman, database, back)
        maintenance = Program(PARTMAN, partman.psql(database, "-c", "select partman.run_maintenance()"))
        sides.append((partman, maintenance, "partman.run_maintenance"))
    whole, asked, spent = [[Row(program.name) for _, program, _ in sides] for _ in range(3)]
    for measured in range(-1, bench.pairs):
        for number, (server, program, pattern) in enumerate(sides):
            server.query("select pg_stat_statements_reset()", database)
            took, peak = run(program, bench.log)
            calls, milliseconds = statements(server, database, pattern)
            if measured >= 0:
                whole[number].values.append(round(took, 1))
                whole[number].peak_kib = max(whole[number].peak_kib, peak)
                asked[number].values.append(calls)
                spent[number].values.append(milliseconds)
    said = f"`partitions ensure`, nothing to do, 2 x {months:,} months"
    trips = Table(f"ensure-{months}-trips", f"{said}: statements", "", asked[:1])
    trips.most("exo-db-cli", 3)
    time = Table(f"ensure-{months}", f"{said}: time of the server", "ms", spent)
    time.most("exo-db-cli", 10 if months == COUNTS[0] else 25)
    time.limit("exo-db-cli", 1.0, PARTMAN)
    return [time, trips, Table(f"ensure-{months}-whole", f"{said}: whole process", "ms", whole)]


def statements(server: Server, database: str, pattern: str) -> tuple[float, float]:
    """How many there were, and the server's milliseconds for all of them, planning included."""
    seen = server.query(
        f"""select coalesce(sum(calls), 0), coalesce(round(sum(total_exec_time + total_plan_time)::numeric, 2), 0)
        from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database()) and query ~ '{pattern}'""",
        database,
    )
    calls, milliseconds = seen.split("|")
    return float(calls), float(milliseconds)


def drop(bench: Bench) -> list[Table]:
    """Each run has a copy of the same database; 24 partitions, empty, of which 12 under either table."""
    server = bench.server
    with_months(bench, "expired", *EXPIRED)
    names = "select format('drop table %I;', relname) from pg_class c join pg_inherits on inhrelid = c.oid"
    expired = "where relkind = 'r' and right(relname, 7) < to_char(now() - interval '13 months', 'YYYY_MM')"
    script = bench.work / "drop.sql"
    script.write_text(server.query(f"{names} {expired} order by 1", "expired") + "\n")
    programs = [
        bench.exo(
            *("partitions", "drop-expired", "--no-grace", "--yes", "--allow", "mass-drop"),
            database="dropping",
            before=lambda: server.make("dropping", "expired"),
        ),
        Program(
            "psql -f, 24 x drop table",
            server.psql("dropping_psql", "-f", str(script)),
            before=lambda: server.make("dropping_psql", "expired"),
        ),
    ]
    if bench.with_peers:
        programs.append(partman_dropping(bench))
    return [Table("drop", "`partitions drop-expired --no-grace`, 24 partitions", "ms", bench.compare(programs))]


def partman_dropping(bench: Bench) -> Program:
    server = bench.partman_server
    # 24 expired ones as well: from 25 months back to 14.
    with_partman(server, "expired", -EXPIRED[0])
    server.query("update partman.part_config set retention = '13 months', retention_keep_table = false", "expired")
    return Program(
        PARTMAN,
        server.psql("dropping", "-c", "select partman.run_maintenance()"),
        before=lambda: server.make("dropping", "expired"),
    )
