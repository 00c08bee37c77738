"""PostgreSQL servers that live as long as the benchmark, all with the same settings."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

# Durable, as in production: all else is the server's default, but for what counts statements and what 2,000 partitions in one
# transaction need.
SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "shared_preload_libraries": "'pg_stat_statements'",
    "pg_stat_statements.track_planning": "on",
    "max_locks_per_transaction": "512",
    "log_disconnections": "on",
    "timezone": "'UTC'",
    "cluster_name": "'exo_bench'",
}


SESSION_ENDED = re.compile(r"session time: (\d+):(\d+):([\d.]+) user=\S+ database=(\S+)")


def as_nobody_in_particular() -> list[str]:
    """What goes before a server's program: PostgreSQL refuses to be run by root."""
    return ["unshare", "-U"] if os.getuid() == 0 else []


def client(name: str) -> str:
    """A client program itself: Debian's psql on the path is a script that looks for it, for longer than it runs."""
    unwrapped = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(unwrapped[-1]) if unwrapped else shutil.which(name)
    if not found:
        raise SystemExit(f"scripts/bench/run: needs {name} (package postgresql-client)")
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A server of the programs in one directory, in a directory of its own; stopped at the end."""

    def __init__(self, programs: Path, home: Path):
        self.programs = programs
        self.name = home.name
        self.data = home / "data"
        self.log = home / "server.log"
        self.port = free_port()
        self.password = secrets.token_hex(16)
        home.mkdir(mode=0o755)
        word = home / "password"
        word.write_text(self.password)
        self.control("initdb", "-D", self.data, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={word}", "-E", "UTF8", "--locale=C")
        with (self.data / "postgresql.conf").open("a") as file:
            settings = {**SETTINGS, "port": self.port, "unix_socket_directories": f"'{home}'"}
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self.control("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-s", "start")
        self.version = self.query("show server_version").split(" ")[0]

    def control(self, name: str, *arguments) -> None:
        line = [*as_nobody_in_particular(), str(self.programs / name), *map(str, arguments)]
        subprocess.run(line, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        self.control("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "-s", "stop")

    def dsn(self, database: str = "postgres", port: int | None = None) -> str:
        where = f"host=127.0.0.1 port={port or self.port} dbname={database}"
        return f"{where} user=postgres password={self.password} sslmode=disable"

    def url(self, database: str, port: int | None = None) -> str:
        """For the driver of Java; user and password are told beside it."""
        return f"jdbc:postgresql://127.0.0.1:{port or self.port}/{database}?sslmode=disable"

    def psql(self, database: str, *arguments: str, port: int | None = None) -> list[str]:
        return [client("psql"), self.dsn(database, port), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *arguments]

    def query(self, statement: str, database: str = "postgres") -> str:
        environment = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
        line = self.psql(database, "-c", statement)
        return subprocess.run(line, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout.strip()

    def log_size(self) -> int:
        return self.log.stat().st_size

    def session_ms(self, database: str, since: int) -> float:
        """How long the sessions in that database lasted that ended after the log was so long; their end is logged late."""
        for _ in range(200):
            with self.log.open() as file:
                file.seek(since)
                ended = [found for found in SESSION_ENDED.findall(file.read()) if found[3] == database]
            if ended:
                return sum((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1e3 for hours, minutes, seconds, _ in ended)
            time.sleep(0.01)
        raise SystemExit(f"scripts/bench/run: no session in {database} ended")

    def make(self, database: str, like: str = "template1") -> None:
        """Makes it anew, from nothing or as a copy of another."""
        self.query(f"drop database if exists {database} with (force)")
        self.query(f"create database {database} template {like}")
