"""Measures this tool beside others, prints tables and writes JSON; see scripts/bench/run."""

import argparse
import datetime
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import classes
import idle
import loads
import months
import starts
from bench import Bench
from programs import Failed, Table, own_peak_kib

# With about how long each takes with 9 rounds on two cores: those that need no name first.
CASES = {
    "version": (starts.version, "20 s"),
    "help": (starts.help, "20 s"),
    "migrate-noop": (starts.migrate_noop, "3 min"),
    "migrate-first": (starts.migrate_first, "90 s"),
    "migrate-crowded": (starts.migrate_crowded, "1 min"),
    "classes": (classes.classes, "10 s"),
    "ensure": (months.ensure, "2 min"),
    "drop": (months.drop, "1 min"),
}
LONG_CASES = {
    "upgrade": (loads.upgrade, "5 min"),
    "purge": (loads.purge, "15 min"),
    "seal": (loads.seal, "10 min; with verify --full and backup-check --full"),
    "adopt-default": (loads.adopt_default, "2 min"),
    "archive": (loads.archive, "10 min"),
    "idle": (idle.idle, "an hour"),
}


def arguments() -> argparse.Namespace:
    listed = "\n".join(f"  {name:16} {takes}" for name, (_, takes) in {**CASES, **LONG_CASES}.items())
    parser = argparse.ArgumentParser(
        prog="scripts/bench/run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures exo-db-cli beside other programs, as whole processes in turn. Ends with 1 when a figure is missed.",
        epilog=f"cases, and how long each takes; without a NAME all up to drop:\n{listed}",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a case, or all")
    parser.add_argument("--pairs", type=int, default=9, metavar="N", help="rounds of each comparison (default 9)")
    parser.add_argument(
        "--size",
        type=int,
        metavar="N",
        help="rows of upgrade (1,000,000), purge (5,000,000), seal and adopt-default (1,000,000), MiB of archive (1,024), seconds of idle (3,600)",
    )
    parser.add_argument("--no-peers", action="store_true", help="leave out what would have to be fetched")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured, for scripts/bench/figures")
    chosen = parser.parse_args()
    known = {**CASES, **LONG_CASES}
    names = list(known) if chosen.names == ["all"] else chosen.names or list(CASES)
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    chosen.cases = {name: known[name][0] for name in names}
    return chosen


def machine() -> dict:
    with open("/proc/cpuinfo") as file:
        models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1])
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memoryMiB": memory // 1024,
        "system": f"{platform.system()} {platform.release()}",
    }


def show(table: Table) -> None:
    width = max(len(row.name) for row in table.rows)
    unit = f", {table.unit}" if table.unit else ""
    print(f"\n{table.title}{unit}")
    print(f"  {'':{width}}  {'median':>10}  {'least':>10}  {'most':>10}  {'peak MiB':>8}")
    for row in table.as_json()["rows"]:
        peak = "-" if row["peakMiB"] is None else f"{row['peakMiB']:.0f}"
        figures = "  ".join(f"{row[key]:>10,.1f}" for key in ("median", "min", "max"))
        print(f"  {row['name']:{width}}  {figures}  {peak:>8}")
    for target in table.as_json()["targets"]:
        verdict = "held" if target["held"] else "MISSED"
        print(f"  {verdict}: {target['claim']}: {target['value']:,.2f}")
    sys.stdout.flush()


def main() -> int:
    chosen = arguments()
    # What was started is stopped, however this ends.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    work = Path(tempfile.mkdtemp(prefix="exo-bench-"))
    work.chmod(0o755)
    begun = datetime.datetime.now(datetime.timezone.utc)
    load = os.getloadavg()[0]
    tables = []
    bench = Bench(work, chosen.pairs, chosen.size, not chosen.no_peers)
    try:
        for name, case in chosen.cases.items():
            print(f"\n{name} ...", file=sys.stderr)
            started = time.monotonic()
            for table in case(bench):
                tables.append(table)
                show(table)
            print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
        versions = bench.versions()
    except Failed as failed:
        print(f"scripts/bench/run: {failed}", file=sys.stderr)
        return 2
    finally:
        bench.close()
        shutil.rmtree(work, ignore_errors=True)
    print(f"\n-: not above the {own_peak_kib() // 1024} MiB of this runner, below which a peak cannot be told")
    if chosen.json:
        report = {
            "at": begun.isoformat(timespec="seconds"),
            "machine": machine(),
            "loadBefore": load,
            "loadAfter": os.getloadavg()[0],
            "versions": versions,
            "rounds": chosen.pairs,
            "tables": [table.as_json() for table in tables],
        }
        chosen.json.write_text(json.dumps(report, indent=1) + "\n")
    return 1 if any(target.value > target.limit for table in tables for target in table.targets) else 0


sys.exit(main())
