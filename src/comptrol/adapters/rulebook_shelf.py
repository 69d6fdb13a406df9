"""Rulebooks at hand: those shipped, and those kept in a folder, each in a file of its digest.

A kept rulebook is its canonical JSON, the very bytes whose SHA-256 is its digest, so that a file
that was changed is found out when it is read.
"""

from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec

from comptrol.adapters.durable_files import EVERYONE_READS, put
from comptrol.adapters.rulebook_yaml import ADOPTABLE, DEFAULT, SHIPPED, read_rulebook
from comptrol.domains.law import Rulebook, Rulebooks, canonical
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.identifiers import Digest


def rulebooks(kept: Path | None = None) -> Rulebooks:
    """Return the shipped rulebooks that can be judged by, and those kept in a folder."""
    shipped = {name: partial(read_rulebook, SHIPPED / name) for name in ADOPTABLE}
    if kept is None:
        return Rulebooks(shipped, default=DEFAULT)
    return Rulebooks(shipped, default=DEFAULT, kept=lambda digest: _kept(kept, digest))


def keep_rulebook(folder: Path, rulebook: Rulebook) -> Path:
    """Keep a rulebook for as long as the log that adopts it; return its file."""
    file = folder / f"{rulebook.digest}.json"
    if not file.is_file():
        put(file, canonical(rulebook), mode=EVERYONE_READS)
    return file


def _kept(folder: Path, digest: Digest) -> Rulebook | None:
    file = folder / f"{digest}.json"
    if not file.is_file():
        return None
    raw = file.read_bytes()
    try:
        if sha256(raw).hexdigest() != digest:
            raise UnavailableError(f"{file} is not the rulebook of its name: it was changed")
        found = msgspec.json.decode(raw, type=Rulebook)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnavailableError(f"{file}: this version cannot read it: {error}") from error
    return msgspec.structs.replace(found, digest=digest)
