"""The programs that are compared with: fetched when they are first wanted, and kept in the user's cache."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FLYWAY = "11.14.1"
LIQUIBASE = "5.0.4"
# The driver of exo-db-cli.
DRIVER = "42.7.14"

# Flyway's command line names versions of Jackson that are not all to be had.
JACKSON = "2.19.2"

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>peers</groupId><artifactId>peer</artifactId><version>1</version>
  <dependencyManagement><dependencies><dependency>
    <groupId>com.fasterxml.jackson</groupId><artifactId>jackson-bom</artifactId><version>{jackson}</version>
    <type>pom</type><scope>import</scope>
  </dependency></dependencies></dependencyManagement>
  <dependencies>{dependencies}</dependencies>
</project>
"""

COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies"


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "exo-db-cli" / "peers"


def kept(name: str, fill) -> Path:
    """The directory of that name in the cache; one that is not there is filled elsewhere first, so that half of it is never seen."""
    place = cache() / name
    if not place.is_dir():
        cache().mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=cache()))
        try:
            fill(making)
            making.chmod(0o755)
            making.rename(place)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return place


def from_maven(*artifacts: str):
    """Fills a directory with these artifacts, group:name:version, and with all that they need."""

    def fill(place: Path) -> None:
        fields = ("groupId", "artifactId", "version")
        dependencies = "".join(
            "<dependency>" + "".join(f"<{f}>{v}</{f}>" for f, v in zip(fields, artifact.split(":"))) + "</dependency>"
            for artifact in artifacts
        )
        (place / "pom.xml").write_text(POM.format(jackson=JACKSON, dependencies=dependencies))
        subprocess.run(
            ["mvn", "-B", "-q", COPY, "-DincludeScope=runtime", f"-DoutputDirectory={place}/lib"], cwd=place, check=True
        )

    return fill


def flyway_command_line() -> Path:
    """The directory of the jars of Flyway's command line."""
    fill = from_maven(
        f"org.flywaydb:flyway-commandline:{FLYWAY}",
        f"org.flywaydb:flyway-database-postgresql:{FLYWAY}",
        f"org.postgresql:postgresql:{DRIVER}",
        f"com.fasterxml.jackson.dataformat:jackson-dataformat-xml:{JACKSON}",
        f"com.fasterxml.jackson.dataformat:jackson-dataformat-toml:{JACKSON}",
    )
    return kept(f"flyway-commandline-{FLYWAY}", fill) / "lib"


def flyway_core(java_home: Path) -> Path:
    """The directory of the jars of Flyway as a library, and of the class that calls it."""

    def fill(place: Path) -> None:
        from_maven(
            f"org.flywaydb:flyway-database-postgresql:{FLYWAY}",
            f"org.postgresql:postgresql:{DRIVER}",
            f"com.fasterxml.jackson.dataformat:jackson-dataformat-toml:{JACKSON}",
        )(place)
        source = Path(__file__).with_name("FlywayCore.java")
        subprocess.run([java_home / "bin/javac", "-cp", f"{place}/lib/*", "-d", place / "lib", source], check=True)

    return kept(f"flyway-core-{FLYWAY}", fill) / "lib"


def liquibase() -> Path:
    """The directory of the jars of Liquibase; its command line is a class of the library."""
    fill = from_maven(
        f"org.liquibase:liquibase-core:{LIQUIBASE}",
        f"org.postgresql:postgresql:{DRIVER}",
        "info.picocli:picocli:4.7.7",
    )
    return kept(f"liquibase-{LIQUIBASE}", fill) / "lib"


def postgres_with_partman() -> Path:
    """The programs of Debian's PostgreSQL 15 with pg_partman beside them; nothing of it is installed."""

    def fill(place: Path) -> None:
        packages = ["postgresql-15", "postgresql-15-partman"]
        subprocess.run(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", *packages], cwd=place, check=True)
        for package in place.glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, place], check=True)
            package.unlink()

    return kept("postgresql-15-partman", fill) / "usr/lib/postgresql/15/bin"
