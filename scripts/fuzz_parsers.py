"""Fuzz a parser of outside bytes with atheris: nothing but what it may say may come out.

    python -m scripts.fuzz_parsers envelope --seconds 120 [--corpus FOLDER]

The parsers are those of ``tests/parsing.py``; ``--list`` names them. Atheris
(https://github.com/google/atheris) is not one of our dependencies: ``pip install atheris`` into an
environment that has the product's own. What crashed is written to the folder of the run.
"""

import argparse
import sys
import tempfile
from pathlib import Path

INSTRUMENTED = "comptrol.kernel,comptrol.entrypoints.agents.kubernetes"
"""To look into all of it takes minutes before the first try."""


def main() -> int:
    """Run the fuzzer over one parser for the seconds asked, or say what is missing."""
    asked = _asked()
    try:
        import atheris  # type: ignore[import-not-found] # noqa: PLC0415  (no dependency of ours)
    except ImportError:
        print("atheris is not installed here: pip install atheris, then try again")
        return 3
    with atheris.instrument_imports(include=asked.instrument.split(",")):
        from tests.parsing import PARSERS, tried  # noqa: PLC0415  (instrumented)
    known = {it.name: it for it in PARSERS}
    if asked.list or asked.parser not in known:
        print("\n".join(known))
        return 0 if asked.list else 2
    parser = known[asked.parser]
    folder = asked.corpus or Path(tempfile.mkdtemp(prefix="fuzz_parsers_"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "seed").write_bytes(parser.seed)
    options = [f"-max_total_time={asked.seconds}", f"-artifact_prefix={folder}/", "-timeout=20"]
    options += ["-rss_limit_mb=4096", "-print_final_stats=1", "-close_fd_mask=1", str(folder)]
    atheris.Setup([sys.argv[0], *options], lambda raw: tried(parser, raw))
    atheris.Fuzz()
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="fuzz_parsers")
    parser.add_argument("parser", nargs="?", help="which parser, by its name")
    parser.add_argument("--list", action="store_true", help="name every parser")
    parser.add_argument("--seconds", type=int, default=60, help="how long to run")
    parser.add_argument(
        "--instrument", default=INSTRUMENTED, help="the packages that it looks into"
    )
    parser.add_argument("--corpus", type=Path, help="folder that keeps what was found")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
