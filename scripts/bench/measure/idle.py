"""A daemon that has nothing to do: one by itself, and one that is asked as monitoring asks."""

import os
import re
import statistics
import subprocess
import time
import urllib.error
import urllib.request

from bench import CLI, Bench
from programs import KIB_IN_MIB, Failed, Row, Table

ALONE = "alone"
ASKED = "asked by monitoring"

# What monitoring asks, and every how many seconds.
QUESTIONS = {"/readyz": 10, "/metrics": 15, "/livez": 30}

# What the first runs opened is closed when it has been idle for 10 s; HikariCP looks every 30 s.
SETTLING_SECONDS = 45


class Daemon:
    """One on a database of its own that has run everything that was due, and what it has cost since it was marked."""

    def __init__(self, bench: Bench, name: str, database: str):
        self.name = name
        self.server = bench.server
        self.database = database
        bench.migrated(database)
        self.log = bench.work / f"{database}.log"
        casts = bench.work / f"{database}-casts"
        casts.mkdir()
        environment = {"EXO_DATABASE_DSN": bench.server.dsn(database), "EXO_CAST_STORAGE_DIR": str(casts)}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [CLI, "serve-maintenance", "--listen", "127.0.0.1:0"],
                env={**os.environ, **bench.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        bench.stops.append(self.stop)
        while "health ok" not in self.log.read_text():
            if self.process.poll() is not None:
                raise Failed(self.log.read_text())
            time.sleep(0.5)
        self.address = re.search(r"listening on (\S+)", self.log.read_text()).group(1)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def queries(self) -> int:
        return int(
            self.server.query(
                f"""select coalesce(sum(calls), 0) from pg_stat_statements s join pg_database d on d.oid = s.dbid
                where d.datname = '{self.database}'"""
            )
        )

    def seconds_of_processor(self) -> float:
        """Fields 14 and 15 of proc(5), counted behind the name."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_kib(self) -> int:
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(next(line.split()[1] for line in file if line.startswith("VmHWM:")))

    def connections(self) -> int:
        return int(self.server.query(f"select count(*) from pg_stat_activity where datname = '{self.database}'"))

    def mark(self) -> None:
        self.marked = (self.queries(), self.seconds_of_processor())
        self.seen = []

    def ask(self, second: int) -> None:
        for path, every in QUESTIONS.items():
            if second % every == 0:
                try:
                    urllib.request.urlopen(self.address + path, timeout=10).read()
                except urllib.error.HTTPError as answer:
                    answer.read()


def idle(bench: Bench) -> list[Table]:
    seconds = bench.size or 3600
    bench.server.query("create extension if not exists pg_stat_statements")
    daemons = [Daemon(bench, ALONE, "idle_alone"), Daemon(bench, ASKED, "idle_asked")]
    time.sleep(SETTLING_SECONDS)
    for daemon in daemons:
        daemon.mark()
    started = time.monotonic()
    for second in range(seconds):
        daemons[1].ask(second)
        for daemon in daemons:
            daemon.seen.append(daemon.connections())
        time.sleep(max(0.0, started + second + 1 - time.monotonic()))
    said = f"`serve-maintenance` with nothing to do for {seconds:,} s"
    figures = {
        "queries": ("queries a second", "", 1.0, lambda daemon: (daemon.queries() - daemon.marked[0]) / seconds),
        "core": ("of a core", "%", 1.0, lambda d: 100 * (d.seconds_of_processor() - d.marked[1]) / seconds),
        "memory": ("resident memory at its peak", "MiB", 120.0, lambda daemon: daemon.peak_kib() / KIB_IN_MIB),
        "connections": ("connections", "", 1.0, lambda daemon: statistics.median(daemon.seen)),
    }
    tables = []
    for figure, (title, unit, limit, value) in figures.items():
        rows = [Row(daemon.name, [round(value(daemon), 2)], daemon.peak_kib()) for daemon in daemons]
        table = Table(f"idle-{figure}", f"{said}: {title}", unit, rows)
        for daemon in daemons:
            table.most(daemon.name, limit)
        tables.append(table)
    return tables
