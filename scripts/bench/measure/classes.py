"""What migrate with nothing to do loads: it should need no jOOQ, no pool, no logger and no colours."""

import re

from bench import Bench
from programs import Row, Table

PACKAGES = {
    "all": "",
    "exo.db": "exo.db.",
    "pgjdbc": "org.postgresql.",
    "picocli": "picocli.",
    "jOOQ": "org.jooq.",
    "slf4j and logback": "org.slf4j.|ch.qos.logback.",
    "jansi": "org.fusesource.",
    "HikariCP": "com.zaxxer.",
    "Jackson": "com.fasterxml.",
}
NEEDLESS = list(PACKAGES)[4:]


def classes(bench: Bench) -> list[Table]:
    """Without a start-up cache, which has the machine load all that was ever of use to a larger command."""
    bench.migrated("classes")
    loaded = bench.work / "classes.log"
    migrate = bench.exo("migrate", database="classes")
    migrate.environment["EXO_JAVA_OPTS"] = f"-XX:AOTMode=off -Xlog:class+load:file={loaded}"
    bench.once(migrate)
    names = re.findall(r"\] (\S+) source:", loaded.read_text())
    rows = [
        Row(name, [sum(1 for loaded_name in names if re.match(pattern.replace(".", r"\."), loaded_name))])
        for name, pattern in PACKAGES.items()
    ]
    table = Table("classes", "`migrate`, nothing to do: classes loaded, by package", "", rows)
    for name in NEEDLESS:
        table.most(name, 0)
    return [table]
