"""Run trials: ``python -m benches.trial --minutes 30 --store both``."""

import argparse
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benches.trial.plan import Plan
from benches.trial.report import figures, now, write
from benches.trial.trial import Outcome, tried

OUT = Path(__file__).parents[2] / "docs" / "trials"


def main() -> int:
    """Run what was asked, write the reports, and say what did not hold."""
    parser = argparse.ArgumentParser(description=__doc__, prog="trial")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long load is offered")
    parser.add_argument("--share", type=float, default=0.7, help="of the capacity found before")
    parser.add_argument("--store", choices=("sqlite", "postgres", "both"), default="sqlite")
    parser.add_argument("--out", type=Path, default=OUT, help="where the reports go")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--faults", help="only these kinds, with commas between")
    parser.add_argument(
        "--malformed", type=int, default=0, help="as many malformed statements too"
    )
    parser.add_argument("--keep", action="store_true", help="keep figures in docs/bench")
    asked = parser.parse_args()
    for it in (signal.SIGTERM, signal.SIGINT):  # a shell has what it put behind it ignore Ctrl-C
        signal.signal(it, _ended)
    stores = ("sqlite", "postgres") if asked.store == "both" else (asked.store,)
    outcomes = [_tried(asked, store) for store in stores]
    if asked.keep or asked.out == OUT:
        figures(outcomes)
    wrong = any(it.wrong for it in outcomes)
    if asked.malformed:
        from benches import malformed  # noqa: PLC0415  (only where it is asked for)

        wrong = bool(malformed.run(asked.malformed, asked.seed).wrong) or wrong
    return int(wrong)


def _ended(number: int, _: object) -> None:
    """End, with every program ended and every disk taken away."""
    raise SystemExit(128 + number)


def _tried(asked: argparse.Namespace, store: str) -> Outcome:
    begun = now()
    print(f"{store}: {asked.minutes:g} minutes at {asked.share:.0%} of capacity", flush=True)
    with TemporaryDirectory(prefix="comptrol-trial-", ignore_cleanup_errors=True) as folder:
        plan = Plan(
            folder=Path(folder),
            minutes=asked.minutes,
            share=asked.share,
            store=store,
            seed=asked.seed,
            faults=tuple(asked.faults.split(",")) if asked.faults else None,
        )
        outcome = tried(plan)
    print(f"  {write(outcome, asked.out, begun)}")
    for it in outcome.wrong:
        print(f"  WRONG: {it}")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
