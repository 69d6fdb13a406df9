"""Find chips that two registries both have, and show neither list."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

import click

from comptrol.domains.federation import (
    KEY_BYTES_MIN,
    blinded_list,
    blinding,
    present_chips,
    read_blinded_list,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import note, opened
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.settings import Settings

NAMES_MAX: Final = 20_000_000
"""More chips than the largest estimate of what was ever made; their list has 1.3 GB."""
_PAGE: Final = 10_000
"""Lines that are written at a time; a chip's name has nothing in it that JSON would escape."""
_KEY: Final = re.compile(rb"\s*([0-9a-fA-F]{64,256})\s*")


@click.command()
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(path_type=Path),
    help="The treaty's key: a file of 64 hexadecimal digits that only its owner can read.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write our list, blinded and sorted.")
@click.option("--against", type=click.Path(path_type=Path), help="The other's list, blinded.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    key_file: Path,
    out: Path | None,
    against: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Blind the names of all chips that count here, and print those that the other list has too.

    Both sides have the key and exchange the lists. Whoever has the key can try names out, and
    serials follow each other: give a list to nobody else who has it. docs/federation.md has more.
    """
    if out is None and against is None:
        raise click.UsageError("name a file for our list (--out), or the other's (--against)")
    key = _read_key(key_file)
    theirs = None if against is None else _read_list(key, against)
    with closing(opened(settings, data)) as platform, platform.world() as world:
        if out is not None:
            with out.open("w", encoding="ascii") as file:
                file.writelines(blinded_list(key, present_chips(world)))
            note(f"our list, blinded, in {out}")
        if theirs is not None:
            blind = blinding(key)
            same = (chip for chip in present_chips(world) if blind(chip) in theirs)
            _tell(same, len(theirs), as_json=as_json)


def _tell(same: Iterator[str], theirs: int, *, as_json: bool) -> None:
    count = 0
    while page := list(islice(same, _PAGE)):
        count += len(page)
        click.echo("\n".join(f'{{"chip":"{chip}"}}' if as_json else chip for chip in page))
    note(f"{counted(count, 'of our chip is', 'of our chips are')} in their list of {theirs}")


def _read_key(path: Path) -> bytes:
    """Read the key; a file that others can read is no secret."""
    try:
        if path.stat().st_mode & 0o077:
            raise UnavailableError(f"{path} can be read by others: chmod 600 {path}")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    found = _KEY.fullmatch(raw)
    if found is None or len(found[1]) % 2:
        raise UnreadableError(f"{path}: expected {2 * KEY_BYTES_MIN} hexadecimal digits or more")
    return bytes.fromhex(found[1].decode())


def _read_list(key: bytes, path: Path) -> frozenset[bytes]:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            return read_blinded_list(key, file, NAMES_MAX)
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
