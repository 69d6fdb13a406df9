"""Of what is a sample drawn, and how does everybody know that it was fixed before?

A frame is every name, by stratum, at one moment. It is committed to by a digest, before the beacon
that the seed is made of is known: so who freezes it does not know what it will draw, and anybody
can check it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from comptrol.domains.inspection.statements import FramedRun, StratumName
from comptrol.kernel.identifiers import Digest

JOINED_AT_ONCE: Final = 65_536


def canonical_runs(runs: Iterable[FramedRun]) -> tuple[FramedRun, ...]:
    """Return the longest runs there are, in order; they must not meet."""
    found: list[FramedRun] = []
    for run in sorted(runs, key=_place):
        last = found[-1] if found else None
        if last is not None and _follows(last, run):
            found[-1] = msgspec.structs.replace(last, last=run.last)
        else:
            found.append(run)
    return tuple(found)


def frame_of_runs(strata: Mapping[StratumName, Sequence[FramedRun]]) -> Digest:
    """Return the digest of canonical runs: a line ``stratum, prefix, digits, first, last`` each.

    Fields are parted by tabs, each line ends in a line feed, and strata stand in the order of
    their names: what the log says of a frame, hashed by SHA-256, is its digest.
    """
    hashed = sha256()
    for name in sorted(strata):
        for run in strata[name]:
            line = f"{name}\t{run.prefix}\t{run.digits}\t{run.first}\t{run.last}\n"
            hashed.update(line.encode())
    return Digest(hashed.hexdigest())


def frame_of_names(strata: Mapping[str, Sequence[bytes]]) -> Digest:
    r"""Return the digest of names in the order of their bytes: ``stratum\tname\n``, strata too.

    Without strata (one, whose name is empty) a line is the name alone, so that the digest is what
    ``LC_ALL=C sort FILE | sha256sum`` says.
    """
    hashed = sha256()
    for name in sorted(strata, key=str.encode):
        before = f"{name}\t".encode() if name else b""
        for part in _in_parts(strata[name]):
            hashed.update(b"".join(before + item + b"\n" for item in part))
    return Digest(hashed.hexdigest())


def seed_of(frame: Digest, beacon: str) -> bytes:
    """Return the seed of a draw: SHA-256 of the frame's digest, as bytes, and then the beacon."""
    return sha256(bytes.fromhex(frame) + beacon.encode()).digest()


def _in_parts(names: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(names), JOINED_AT_ONCE):
        yield names[start : start + JOINED_AT_ONCE]


def _place(run: FramedRun) -> tuple[str, int, int]:
    return run.prefix, run.digits, run.first


def _follows(one: FramedRun, other: FramedRun) -> bool:
    return (
        one.prefix == other.prefix
        and one.digits == other.digits > 0
        and other.first == one.last + 1
    )
