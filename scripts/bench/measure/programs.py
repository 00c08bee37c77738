"""Programs as whole processes: run in turn, timed, and asked how much memory they took."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

KIB_IN_MIB = 1024


class Failed(Exception):
    """A program ended as it should not; says what it wrote."""


def nothing() -> None:
    """For a program that needs nothing done before it runs."""


@dataclass
class Program:
    """A command line, and what must be done before each of its runs, which is not timed."""

    name: str
    line: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = nothing
    ends_with: tuple[int, ...] = (0,)


@dataclass
class Row:
    """What was measured of one thing, in the unit of its table, and the most memory that any run of it took."""

    name: str
    values: list[float] = field(default_factory=list)
    peak_kib: int = 0

    def median(self) -> float:
        return statistics.median(self.values)

    def as_json(self) -> dict:
        return {
            "name": self.name,
            "min": min(self.values),
            "median": self.median(),
            "max": max(self.values),
            "peakMiB": round(self.peak_kib / KIB_IN_MIB, 1) if self.peak_kib > own_peak_kib() else None,
            "values": self.values,
        }


@dataclass
class Target:
    """What a figure has to come to: at most the limit."""

    claim: str
    value: float
    limit: float

    def as_json(self) -> dict:
        return {"claim": self.claim, "value": round(self.value, 3), "limit": self.limit, "held": self.value <= self.limit}


@dataclass
class Table:
    """Rows that were measured in turn and can be compared."""

    case: str
    title: str
    unit: str
    rows: list[Row]
    targets: list[Target] = field(default_factory=list)

    def median(self, name: str) -> float:
        return next(row for row in self.rows if row.name == name).median()

    def has(self, name: str) -> bool:
        return any(row.name == name for row in self.rows)

    def limit(self, name: str, part: float, other: str) -> None:
        """Wants a row's median to be at most so large a part of another's; without the other there is nothing to want."""
        if self.has(other):
            claim = f"{name}: at most {part} of {other}"
            self.targets.append(Target(claim, self.median(name) / self.median(other), part))

    def most(self, name: str, limit: float) -> None:
        """Wants a row's median to be at most so much."""
        claim = f"{name}: at most {limit:g} {self.unit}".rstrip()
        self.targets.append(Target(claim, self.median(name), limit))

    def as_json(self) -> dict:
        return {
            "case": self.case,
            "title": self.title,
            "unit": self.unit,
            "rows": [row.as_json() for row in self.rows],
            "targets": [target.as_json() for target in self.targets],
        }


def own_peak_kib() -> int:
    """A child's peak counts from the fork on, where it is this process: what is not above it cannot be told.

    Of this program alone: getrusage would also count the one that started it, for the same reason.
    """
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])


def run(program: Program, log: Path) -> tuple[float, int]:
    """Runs it once, and returns milliseconds and the peak of resident memory, in KiB, of its largest process."""
    program.before()
    with log.open("wb") as out:
        begun = time.monotonic_ns()
        process = subprocess.Popen(
            program.line,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        ended = time.monotonic_ns()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in program.ends_with:
        raise Failed(f"{program.name} ended with {process.returncode}:\n{log.read_text(errors='replace')[-4000:]}")
    return (ended - begun) / 1e6, usage.ru_maxrss


def in_turn(programs: list[Program], rounds: int, log: Path) -> list[Row]:
    """Runs each once for the files that it reads, then all of them in turn, round after round."""
    rows = [Row(program.name) for program in programs]
    for measured in range(-1, rounds):
        for program, row in zip(programs, rows):
            took, peak = run(program, log)
            if measured >= 0:
                row.values.append(round(took, 1))
                row.peak_kib = max(row.peak_kib, peak)
    return rows
