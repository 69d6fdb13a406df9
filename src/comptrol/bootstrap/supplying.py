"""The supply graph as a file, the shipped facts, or the log has it, and how a file is said."""

from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters import reference_files
from comptrol.adapters.supply_tables import SupplyFile, read_buffers, read_supply
from comptrol.bootstrap.platform import Platform
from comptrol.domains.supply import BufferReported, GraphStatement, SupplyView, said_of
from comptrol.kernel.finding import Receipt, Refused
from comptrol.kernel.identifiers import PartyId

__all__ = ["Loaded", "SupplyFile", "buffers", "known", "load", "shipped", "supply_file"]

PER_STEP: Final = 64


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a supply graph that was said."""

    said: int
    already: int
    refused: tuple[str, ...]
    """Each with its reasons."""


def supply_file(path: Path) -> SupplyFile:
    """Return the supply graph in a folder of published tables or a file of statements."""
    return read_supply(path, reference_files.countries().named)


def buffers(path: Path) -> tuple[BufferReported, ...]:
    """Return the stocks and ramps of a table."""
    return read_buffers(path)


def shipped() -> SupplyFile:
    """Return the small table of facts that is shipped."""
    return SupplyFile(reference_files.supply_statements(), ())


def known(platform: Platform) -> SupplyFile:
    """Return the supply graph as the log has it."""
    with platform.world() as world:
        return SupplyFile(tuple(said_of(world[SupplyView])), ())


def load(platform: Platform, party: PartyId, said: tuple[GraphStatement, ...]) -> Loaded:
    """Let a party say a supply graph; what is known just so already is passed over."""
    speaker = platform.speaker(party)
    there = set(map(msgspec.json.encode, known(platform).said))
    new = [it for it in said if msgspec.json.encode(it) not in there]
    refused: list[str] = []
    for start in range(0, len(new), PER_STEP):
        part = new[start : start + PER_STEP]
        answers = speaker.say_all(part)
        while any(isinstance(it, Refused) for it in answers):
            first = next(n for n, it in enumerate(answers) if isinstance(it, Refused))
            refused.append(_told(part[first], answers[first]))
            part = part[first + 1 :]
            answers = speaker.say_all(part) if part else []
    return Loaded(
        said=len(new) - len(refused), already=len(said) - len(new), refused=tuple(refused)
    )


def _told(said: GraphStatement, answer: Refused | Receipt) -> str:
    findings = answer.findings if isinstance(answer, Refused) else ()
    return f"{said.subject}: {'; '.join(f'{it.title} {it.detail}' for it in findings)}"
