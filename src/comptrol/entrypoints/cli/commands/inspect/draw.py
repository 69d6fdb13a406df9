"""Draw serials from a file, so that anybody can check the choice."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap.inspection import in_processes, read_serials
from comptrol.domains.inspection import published_draw
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import HEX_32, Digest
from comptrol.settings import Settings

BEACON_LETTERS_MAX: Final = 1_000
_SHOWN_MAX: Final = 20
_WANTED: Final = re.compile(r"(?:(?P<name>.+)=)?(?P<number>0*[1-9][0-9]{0,11})", re.ASCII)


@click.command()
@click.argument("serials", type=click.Path(path_type=Path))
@click.option("--beacon", metavar="TEXT", help="A value published after the frame's digest was.")
@click.option("--seed", metavar="HEX", help="The seed itself, 32 bytes in hexadecimal.")
@click.option(
    "--samples",
    multiple=True,
    metavar="N",
    help="How many of each stratum; or STRATUM=N, as often as there are strata.",
)
@click.option("--stratum", metavar="COLUMN", help="The column that parts the serials.")
@click.option("--column", metavar="COLUMN", help="The column of serials. [default: serial]")
@as_json
@click.pass_obj
def command(
    settings: Settings,
    serials: Path,
    beacon: str | None,
    seed: str | None,
    samples: tuple[str, ...],
    stratum: str | None,
    column: str | None,
    as_json: bool,
) -> None:
    """Draw from SERIALS: one to a line, or a table (.csv) with a column of them.

    First publish what `comptrol inspect frame` says, then wait for a beacon to speak, then draw
    with its value. Keep the answer (--json): `comptrol inspect check` reads it.
    """
    if (beacon is None) == (seed is None):
        raise UnreadableError("either --beacon or --seed was expected, and not both")
    if beacon is not None and not 1 <= len(beacon.strip()) <= BEACON_LETTERS_MAX:
        raise UnreadableError(f"--beacon: 1 to {BEACON_LETTERS_MAX} letters were expected")
    strata = read_serials(serials, column=column, stratum=stratum)
    wanted = _samples(samples, strata)
    chosen = None if seed is None else _seed(seed)
    with in_processes(settings.reading_processes) as each:
        drawn = published_draw(strata, wanted, seed=chosen, beacon=beacon, each=each)
    if as_json:
        emit(drawn)
        return
    table(
        ("stratum", "serial", "order"),
        [(it.stratum, it.serial, it.order[:16]) for it in drawn.drawn],
    )
    note(f"frame {drawn.frame}, {counted(drawn.population, 'serial')}; seed {drawn.seed}")
    for text in drawn.check:
        note(text)


def _seed(text: str) -> Digest:
    if not re.match(HEX_32, text.lower()):
        raise UnreadableError(f"--seed: is {text[:80]!r}; 64 hexadecimal digits were expected")
    return Digest(text.lower())


def _samples(given: Sequence[str], strata: Mapping[str, Sequence[bytes]]) -> dict[str, int]:
    """Return how many are drawn of each stratum: of fewer serials than a number for all, all."""
    named: dict[str, int] = {}
    for text in given:
        found = _WANTED.fullmatch(text)
        if found is None or (found["name"] or "") in named:
            what = f"is {text[:80]!r}; N or STRATUM=N was expected, N 1 or more, and each once"
            raise UnreadableError(f"--samples: {what}")
        named[found["name"] or ""] = int(found["number"])
    everywhere = named.pop("", None)
    unknown = sorted(named.keys() - strata.keys())
    if unknown:
        known = ", ".join(sorted(strata)[:_SHOWN_MAX])
        raise UnreadableError(f"--samples: there is no stratum {unknown[0]!r}; there are: {known}")
    for name, serials in strata.items():
        if name not in named and everywhere is None:
            raise UnreadableError(
                f"--samples: how many of {name or 'the serials'}? N was expected"
            )
        if named.get(name, 0) > len(serials):
            raise UnreadableError(f"--samples: {name!r} has {len(serials)}, not {named[name]}")
    return {
        name: min(named.get(name, everywhere or 0), len(serials))
        for name, serials in strata.items()
    }
