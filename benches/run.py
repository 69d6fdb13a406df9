"""Run the benches named on the command line, or all: ``python benches/run.py [NAME]``."""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benches.measurement import keep, show

ALL = (
    "path",
    "postgres",
    "ledger",
    "law",
    "screening",
    "screening_speed",
    "ownership",
    "registry",
    "inspection",
    "location",
    "gate",
    "caps",
    "allocation",
    "structuring",
    "forensics",
    "adversary",
    "flop",
    "lake",
    "supply",
    "watch",
    "console",
    "cli",
)


def main(names: list[str]) -> None:
    """Run, print one table, and write the results."""
    unknown = sorted(set(names) - set(ALL))
    if unknown:
        raise SystemExit(f"no bench {unknown}; there are: {', '.join(ALL)}")
    measured = []
    for name in names or ALL:
        found = []
        for bench in import_module(f"benches.{name}").BENCHES:
            print(f"{name}: {bench.__doc__}", file=sys.stderr)
            found += list(bench())
        keep(found, f"make bench-{name}" if names else "make bench")
        measured += found
    show(measured)


if __name__ == "__main__":
    main(sys.argv[1:])
