"""Cases that move many rows: upgrade, purge, seal and adoption under load, which JUnit classes stage, and the check of a dump."""

import json
import os
import subprocess
from pathlib import Path

from bench import CHECKOUT, CLI, Bench
from programs import Program, Row, Table
from servers import Server, client


def upgrade(bench: Bench) -> list[Table]:
    return staged(bench, "upgrade", "UpgradeLoadRun", bench.size or 1_000_000)


def purge(bench: Bench) -> list[Table]:
    return staged(bench, "purge", "PurgeLoadRun", bench.size or 5_000_000)


def seal(bench: Bench) -> list[Table]:
    return staged(bench, "seal", "SealLoadRun", bench.size or 1_000_000)


def adopt_default(bench: Bench) -> list[Table]:
    return staged(bench, "adopt-default", "DefaultLoadRun", bench.size or 1_000_000)


def staged(bench: Bench, case: str, name: str, rows: int) -> list[Table]:
    """Has the class of that name measure, and reads the figures that it leaves: a table a line, as in our own JSON."""
    figures = bench.work / f"{case}.jsonl"
    subprocess.run(
        [
            *("mvn", "-B", "-q", "test", f"-Dtest={name}", "-Dspotless.check.skip", f"-Dexo.test.launcher={CLI}"),
            *(f"-Dexo.load.rows={rows}", f"-Dexo.load.runs={bench.pairs}", f"-Dexo.load.figures={figures}"),
        ],
        cwd=CHECKOUT,
        env={**os.environ, "EXO_TEST_DSN": bench.server.dsn()},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    tables: dict[str, Table] = {}
    for line in figures.read_text().splitlines():
        seen = json.loads(line)
        title = f"{seen['title']}, {rows:,} rows"
        table = tables.setdefault(title, Table(f"{case}-{len(tables) + 1}", title, seen["unit"], []))
        table.rows.append(Row(seen["name"], seen["values"]))
    return list(tables.values())


# An event of 1,000 characters comes to 1,500 bytes of COPY, and four of them bring an audit event.
EVENTS_IN_MIB = 680
PAYLOAD_BYTES = 1000

# The key that the rows of the dump are sealed with, see DumpRows.
DUMP_KEY = bytes(range(32)).hex()


def archive(bench: Bench) -> list[Table]:
    """pg_dump reads no server that is newer than itself: the rows are in one of its own version, fsync and all."""
    mib = bench.size or 1024
    server = bench.started(Path(client("pg_dump")).resolve().parent, "postgres-of-pg-dump")
    server.make("dumped")
    load(bench, server, mib)
    custom, wrapped = bench.work / "dump.custom", bench.work / "dump.sql.gz"
    subprocess.run([client("pg_dump"), "-Fc", "-f", custom, server.dsn("dumped")], check=True)
    subprocess.run(f"'{client('pg_dump')}' '{server.dsn('dumped')}' | gzip >'{wrapped}'", shell=True, check=True)
    environment = {**bench.environment, "EXO_ENCRYPTION_KEY": DUMP_KEY, "EXO_JAVA_OPTS": "-Xmx128m"}
    floors = {
        custom: Program("pg_restore -f /dev/null", [client("pg_restore"), "-f", "/dev/null", str(custom)]),
        wrapped: Program("cat | gzip -d >/dev/null", ["sh", "-c", f"cat '{wrapped}' | gzip -d >/dev/null"]),
    }
    tables = []
    for dump, floor in floors.items():
        # 5: findings, such as that no backup of these days is there; the whole dump has been read nevertheless.
        line = [str(CLI), "backup-check", "archive", str(dump)]
        check = Program("exo-db-cli", line, environment, ends_with=(0, 5))
        title = f"`backup-check archive` of {dump.name}, {mib:,} MiB of rows, 128 MiB of heap"
        tables.append(Table(f"archive-{dump.name}", title, "ms", bench.compare([check, floor])))
    return tables


def load(bench: Bench, server: Server, mib: int) -> None:
    subprocess.run(server.psql("dumped", "-1", "-f", str(bench.schema)), check=True, stdout=subprocess.DEVNULL)
    classpath = bench.work / "classpath"
    subprocess.run(
        ["mvn", "-B", "-q", "dependency:build-classpath", f"-Dmdep.outputFile={classpath}"], cwd=CHECKOUT, check=True
    )
    classes = f"{CHECKOUT}/target/classes:{bench.test_classes}:{classpath.read_text()}"
    rows = subprocess.Popen(
        [bench.java, "-cp", classes, "exo.db.backup.DumpRows", str(mib * EVENTS_IN_MIB), str(PAYLOAD_BYTES)],
        stdout=subprocess.PIPE,
    )
    subprocess.run(server.psql("dumped"), stdin=rows.stdout, check=True, stdout=subprocess.DEVNULL)
    if rows.wait() != 0:
        raise SystemExit("DumpRows failed")
