"""Writes the figures of a run between two comments of README.md; see scripts/bench/figures."""

import json
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[3] / "README.md"
BEGIN = "<!-- figures: made by scripts/bench/figures -->"
END = "<!-- end of figures -->"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def rows(table: dict) -> list[str]:
    lines = [f"| **{table['title']}{', ' + table['unit'] if table['unit'] else ''}** | | | |"]
    for row in table["rows"]:
        peak = "" if row["peakMiB"] is None else number(row["peakMiB"])
        spread = f"{number(row['min'])}-{number(row['max'])}" if len(row["values"]) > 1 else ""
        lines.append(f"| {row['name']} | {number(row['median'])} | {spread} | {peak} |")
    return lines


def subject(table: dict) -> dict:
    """The row of this tool: each table begins with it."""
    return table["rows"][0]


def faster(table: dict) -> list[dict]:
    """Rows of others that did better; where the unit is so much a second, more is better."""
    others = [row for row in table["rows"][1:] if not row["name"].startswith("exo-db-cli")]
    ours = subject(table)["median"]
    if table["unit"].endswith("/s"):
        return [row for row in others if row["median"] > ours]
    return [row for row in others if row["median"] < ours]


def compared(table: dict) -> bool:
    return subject(table)["name"].startswith("exo-db-cli")


def slower(report: dict) -> list[str]:
    """What is slower than something beside it, by how much."""
    lines = []
    for table in filter(compared, report["tables"]):
        ours = subject(table)["median"]
        for row in faster(table):
            times = max(ours, row["median"]) / max(min(ours, row["median"]), 1e-9)
            lines.append(f"- {table['title']}: {times:.1f} times {row['name']}")
    return lines


def missed(report: dict) -> list[str]:
    return [
        f"- {table['title']}: {target['claim']}: {number(target['value'])}"
        for table in report["tables"]
        for target in table["targets"]
        if not target["held"]
    ]


def text(report: dict) -> str:
    machine = report["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    lines = [
        f"Measured {report['at'][:10]} on {machine['processor']}, {machine['cores']} cores, {machine['memoryMiB']:,} MiB, "
        f"{machine['system']}; load {report['loadBefore']:.1f} before and {report['loadAfter']:.1f} after; {versions}; "
        f"{report['rounds']} rounds in turn.",
        "",
        "| | median | range | peak RSS, MiB |",
        "|---|---|---|---|",
        *(line for table in report["tables"] for line in rows(table)),
        "",
        "Slower than what is beside it:",
        "",
        *(slower(report) or ["- nothing"]),
        "",
        "Figures that were to be reached and were not:",
        "",
        *(missed(report) or ["- none"]),
    ]
    return "\n".join(lines)


def main() -> None:
    report = json.loads(Path(sys.argv[1]).read_text())
    before, _, rest = README.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"scripts/bench/figures: README.md lacks {BEGIN} or {END}")
    README.write_text(f"{before}{BEGIN}\n{text(report)}\n{END}{after}")


if __name__ == "__main__":
    main()
