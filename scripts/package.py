"""Build wheel and sdist from the last commit, the same to the last byte wherever that is done.

    python -m scripts.package [--out dist]

What is built is the commit and nothing that lies about beside it, so no key or data folder can get
in. Times are the commit's; order and rights are hatchling's, which sorts the one and levels the
other. Nothing is fetched: hatchling is in the environment of whoever runs this.
"""

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from scripts.unpacking import unpack

ROOT: Final = Path(__file__).parent.parent


def git(*words: str) -> bytes:
    """Ask git about this repository."""
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603  (git)


def export(folder: Path) -> None:
    """Write the last commit to a folder."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "HEAD"))) as archive:
        unpack(archive, folder)


def build(out: Path) -> list[Path]:
    """Build both archives of the last commit, and return them."""
    at_s = git("log", "-1", "--format=%ct").decode().strip()
    with tempfile.TemporaryDirectory(prefix="comptrol-package-") as beside:
        source, target = Path(beside, "source"), Path(beside, "dist")
        source.mkdir()
        export(source)
        words = ("-m", "hatchling", "build", "-d", str(target))
        environment = {**os.environ, "SOURCE_DATE_EPOCH": at_s}  # noqa: TID251  (what hatchling reads)
        subprocess.run(  # noqa: S603  (our own Python, and words of ours)
            [sys.executable, *words], cwd=source, env=environment, check=True, stdout=sys.stderr
        )
        out.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy(made, out)) for made in sorted(target.iterdir())]


def main() -> None:
    """Build, and tell what was built by its digest."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    for path in build(parser.parse_args().out):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}")
    if git("status", "--porcelain"):
        print("What is not committed is not in them.", file=sys.stderr)


if __name__ == "__main__":
    main()
