"""What all cases share: the program, its server, the peers where they are wanted, and a place for files."""

import os
import secrets
import subprocess
from functools import cached_property
from pathlib import Path

import peers
from programs import Program, Row, in_turn
from servers import Server

CHECKOUT = Path(__file__).resolve().parents[3]
CLI = CHECKOUT / "exo-db-cli"


class Bench:
    """Starts what a case asks for when it is first asked for, and stops all of it in the end."""

    def __init__(self, work: Path, pairs: int, size: int | None, with_peers: bool):
        self.work = work
        self.pairs = pairs
        self.size = size
        self.with_peers = with_peers
        self.environment = {"EXO_ENCRYPTION_KEY": secrets.token_hex(32), "PGOPTIONS": "-c client_min_messages=warning"}
        self.servers: list[Server] = []
        self.stops = []
        subprocess.run([CLI, "--prepare"], check=True)
        # Nothing is built under a measurement.
        os.environ["EXO_DB_CLI_BUILD"] = "off"

    def close(self) -> None:
        for stop in reversed(self.stops):
            stop()

    @cached_property
    def java_home(self) -> Path:
        """The Java that the launcher chooses."""
        line = subprocess.run(
            [CLI, "config"],
            env={**os.environ, "EXO_JAVA_OPTS": "-XshowSettings:properties"},
            capture_output=True,
            text=True,
            check=True,
        )
        said = (line.stdout + line.stderr).splitlines()
        return Path(next(text.split("=")[1].strip() for text in said if "java.home =" in text))

    def versions(self) -> dict:
        """Of what was used; a server that no case asked for is not started for this."""
        said = {"exo-db-cli": self.once(self.exo("--version")).split()[-1]}
        java = self.once(Program("java", [self.java, "-version"]))
        said["java"] = java.split('"')[1]
        said.update((server.name, server.version) for server in self.servers)
        return said

    @property
    def java(self) -> str:
        return str(self.java_home / "bin/java")

    @cached_property
    def server(self) -> Server:
        """PostgreSQL 16: the programs that --embedded unpacks."""
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "exo-db-cli" / "postgres"
        if not any(home.glob("*/bin/postgres")):
            unpacked = self.exo("migrate", f"--embedded={self.work}/unpacked")
            in_turn([unpacked], 0, self.log)
        newest = max(home.glob("*/bin/postgres"), key=lambda path: path.stat().st_mtime)
        return self.started(newest.parent, "postgres-16")

    @cached_property
    def partman_server(self) -> Server:
        return self.started(peers.postgres_with_partman(), "postgres-15")

    def started(self, programs: Path, name: str) -> Server:
        server = Server(programs, self.work / name)
        self.servers.append(server)
        self.stops.append(server.stop)
        return server

    @property
    def log(self) -> Path:
        """What the last program wrote."""
        return self.work / "last.log"

    def exo(self, *arguments: str, database: str = "", port: int | None = None, name: str = "exo-db-cli", **more) -> Program:
        """The program as a user starts it, on that database if one is named."""
        environment = dict(self.environment)
        if database:
            environment["EXO_DATABASE_DSN"] = self.server.dsn(database, port)
        return Program(name, [str(CLI), *arguments], environment, **more)

    def once(self, program: Program) -> str:
        """Runs it for what it does, and returns what it writes."""
        in_turn([program], 0, self.log)
        return self.log.read_text()

    def migrated(self, database: str) -> None:
        """Makes that database anew, migrated."""
        self.server.make(database)
        self.once(self.exo("migrate", database=database))

    @cached_property
    def schema(self) -> Path:
        """What migrate does to an empty database, as SQL for one transaction that whoever runs it opens."""
        self.server.make("bench_script")
        script = self.exo("migrate", "--dry-run", "--output", "sql", database="bench_script")
        text = self.once(script)
        kept = [line for line in text.splitlines() if line not in ("begin;", "commit;") and not line.startswith("\\")]
        place = self.work / "schema.sql"
        place.write_text("\n".join(kept) + "\n")
        return place

    @cached_property
    def test_classes(self) -> Path:
        """Compiled: the proxy that makes the way long is one of them."""
        subprocess.run(["mvn", "-B", "-q", "test-compile", "-Dspotless.check.skip"], cwd=CHECKOUT, check=True)
        return CHECKOUT / "target/test-classes"

    def distant(self, delay_ms: int) -> int:
        """The port at which the server seems to be so far away, in either direction."""
        line = [self.java, "-cp", str(self.test_classes), "exo.db.testing.DistantServer"]
        proxy = subprocess.Popen(
            [*line, "127.0.0.1", str(self.server.port), str(delay_ms)], stdout=subprocess.PIPE, text=True
        )
        self.stops.append(lambda: (proxy.kill(), proxy.wait()))
        return int(proxy.stdout.readline())

    def compare(self, programs: list[Program]) -> list[Row]:
        return in_turn(programs, self.pairs, self.log)
