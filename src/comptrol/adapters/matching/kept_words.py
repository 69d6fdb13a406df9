"""Keeps the names of an edition taken apart, so that the next process need not do it again.

A file is named by all that it follows from: the edition, every source file and table of this
package, and the libraries that fold and read names. It is a cache: whoever deletes it loses a
second, and what cannot be read is made anew.
"""

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from sys import intern
from typing import Final

import msgspec

from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.adapters.matching.listed import Listed
from comptrol.adapters.matching.words import Words
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest

LIBRARIES: Final = ("anyascii", "opencc", "pypinyin", "rigour")
TABLES: Final = ("chinese_names.tsv", "han_brands.tsv", "han_places.txt", "han_words.tsv")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[int, str, str, list[str], list[str]]]).decode


def kept(
    folder: Path | None, edition: Digest, make: Callable[[], Sequence[Listed]]
) -> tuple[Listed, ...]:
    """Return the names of an edition taken apart: from the folder, or made and then kept there."""
    if folder is None:
        return tuple(make())
    file = folder / f"words-{_key(edition)}.msgpack"
    try:
        return tuple(_read(file.read_bytes()))
    except (OSError, msgspec.MsgspecError):
        names = tuple(make())
        _keep(file, names)
        return names


def _keep(file: Path, names: Sequence[Listed]) -> None:
    rows = [(it.entity, it.name, it.role, it.words.core, sorted(it.words.forms)) for it in names]
    try:
        put(file, _encode(rows), mode=EVERYONE_READS)
    except UnavailableError:
        return  # a folder that cannot be written to is no reason not to screen


def _read(raw: bytes) -> Sequence[Listed]:
    same: dict[tuple[str, ...], frozenset[str]] = {}
    names = []
    for entity, name, role, core, forms in _decode(raw):
        words = tuple(map(intern, core))
        of_forms = same.setdefault(tuple(forms), frozenset(forms))
        names.append(Listed(entity, name, intern(role), Words.of(words, of_forms)))
    return names


@cache
def _key(edition: Digest) -> str:
    digest = sha256(edition.encode())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    package = files("comptrol.adapters.matching")
    for file in sorted(package.iterdir(), key=lambda it: it.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    for table in TABLES:
        digest.update((files("comptrol.reference") / table).read_bytes())
    return digest.hexdigest()[:32]
