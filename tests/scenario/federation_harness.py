"""Two registries with a witness between them: two folders, commands that die, a lot to cross."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from signal import SIGKILL
from typing import Final, NamedTuple

import httpx
from tests.scenario.harness import Ran, comptrol, until
from tests.scenario.ledger_harness import ROOT, Witness, opened, wants

from comptrol.bootstrap import AUTHORITY, POLICY, Platform, policy_in, witness
from comptrol.domains.chips import ModelId
from comptrol.domains.federation import open_releases, present_chips
from comptrol.domains.parties import Enrolled
from comptrol.domains.registry import LotId, Made, SerialRange, SiteId, SiteRegistered
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

MAKER: Final = PartyId("northbridge")
LAB: Final = PartyId("lab")
NORTH, SOUTH = "north.example/chips", "south.example/chips"
ON: Final = date(2026, 1, 3)
CHIPS: Final = 8
MODEL: Final = ModelId("nvidia-h100-sxm5-80gb")
WITNESS: Final = "w"
_CROSSING: Final = "comptrol.entrypoints.cli.commands.federation.crossing"
DEATHS: Final = {
    "before it is committed": "comptrol.adapters.store_sql.step:SqlStep.finish",
    "before its head is signed": "comptrol.adapters.signer.client:ProcessSigner.sign",
    "before its head is witnessed": "comptrol.flow.publishing:Publisher._witnessed",
    "before its head is published": "comptrol.adapters.shelf_files:FileShelf.put",
    "before its papers are written": f"{_CROSSING}:write_papers",
}
"""Where a process dies: it is killed when it comes to do that."""


class Side(NamedTuple):
    """One registry: its data folder, the origin of its log, and the other's."""

    folder: Path
    origin: str
    other: str

    def run(self, command: str, *arguments: object) -> Ran:
        """Run a command of federation in this process."""
        return comptrol("--data", self.folder, "federation", command, *arguments)

    def done(self, command: str, *arguments: object) -> Ran:
        """Run a command, which must succeed."""
        ran = self.run(command, *arguments)
        assert ran.code == 0, ran
        return ran

    def killed(self, at: str, command: str, *arguments: object) -> None:
        """Run a command as a process of its own, which is killed on its way."""
        module, _, name = at.partition(":")
        owner = name.partition(".")[0]
        code = (
            f"import os, sys; from {module} import {owner}; import {module}; "
            f"{name if '.' in name else f'{module}.{name}'} = "
            f"lambda *_, **__: os.kill(os.getpid(), {int(SIGKILL)}); "
            "from comptrol.entrypoints.cli.app import main; main(sys.argv[1:])"
        )
        words = ["--data", self.folder, "federation", command, *arguments]
        run = [sys.executable, "-c", code, *map(str, words)]
        done = subprocess.run(run, cwd=ROOT, check=False, timeout=120, capture_output=True)  # noqa: S603  (ours)
        assert done.returncode == -SIGKILL, (done.returncode, done.stderr.decode())

    def counted(self) -> set[str]:
        """Return the chips that count here."""
        with opened(self.folder) as platform, platform.world() as world:
            return set(present_chips(world))

    def open(self) -> list[str]:
        """Return the lots that were released and not shown to be accepted."""
        with opened(self.folder) as platform, platform.world() as world:
            return [it.release.lot for it in open_releases(world, on=platform.today())]

    def agrees(self) -> bool:
        """Tell whether a replay with audit comes to the same rows."""
        ran = comptrol("--data", self.folder, "ledger", "rebuild", "--check", "--json")
        return ran.code == 0 and bool(ran.json["agrees"])


class Border(NamedTuple):
    """Two registries, and a folder for what passes between them."""

    north: Side
    south: Side
    between: Path

    def once(self) -> bool:
        """Tell whether every chip counts in exactly one registry, or is listed as released."""
        here, there = self.north.counted(), self.south.counted()
        everything, listed = len(here) + len(there), bool(self.north.open())
        return not here & there and (everything == CHIPS or (everything == 0 and listed))

    @property
    def released(self) -> Path:
        """Return where the papers of the release are."""
        return self.between / "released.json"

    @property
    def settled(self) -> Path:
        """Return where the papers of what became of it are."""
        return self.between / "settled.json"


def release_words(to: str = SOUTH, **changed: object) -> tuple[object, ...]:
    """Return how the maker releases its lot."""
    words: dict[str, object] = {
        "lot": "h100-0001",
        "as": MAKER,
        "to": to,
        "party": LAB,
        "country": "nl",
        "destination": "Amsterdam One",
        "waybill": "KL-1022",
        "on": ON,
    } | changed
    return ("t-1", *(part for word, value in words.items() for part in (f"--{word}", value)))


ACCEPT: Final = ("--as", LAB, "--lot", "from-north", "--site", "ams-1", "--on", ON)


def founded(within: Path) -> None:
    """Make both folders, and the keys of the witness: what every test begins with a copy of."""
    for name, origin in (("north", NORTH), ("south", SOUTH)):
        told = ("--name", name, "--country", "nl", "--by", "Director", "--reason", "a test")
        assert comptrol("init", "--data", within / name, "--origin", origin, *told).code == 0
        with opened(within / name) as platform:
            _peopled(platform)
    known = within / "known-logs"
    known.write_text("".join((within / name / POLICY).read_text() for name in ("north", "south")))
    text = "\n".join(line for line in known.read_text().splitlines() if line[:4] == "log ")
    known.write_text(f"{text}\nquorum none\n")
    _, keys = witness(within / WITNESS, WITNESS, policy_in(known))
    for name, origin in (("north", SOUTH), ("south", NORTH)):
        other = within / ("south" if name == "north" else "north")
        logs = [it for it in (other / POLICY).read_text().splitlines() if it[:4] == "log "]
        policy = within / f"policy-for-{other.name}"
        policy.write_text("\n".join([*logs, f"witness w {keys[0].text}", "quorum w", ""]))
        words = (
            "--policy",
            policy,
            "--contact",
            origin,
            "--accept-days",
            30,
            "--source",
            "a test",
        )
        ran = comptrol(
            *("--data", within / name, "federation", "registry", "add", origin),
            *("--name", other.name, *words),
        )
        assert ran.code == 0, ran


def _peopled(platform: Platform) -> None:
    keys = {party: platform.keyring.create(party) for party in (MAKER, LAB)}
    roles = {MAKER: (Role.MAKER,), LAB: (Role.HOLDER,)}
    said: list[Statement] = [
        Enrolled(
            party=party,
            name=party,
            country=CountryCode("NL"),
            roles=roles[party],
            key=PublicKey(key.key.hex()),
        )
        for party, key in keys.items()
    ]
    said.append(
        SiteRegistered(
            site=SiteId("ams-1"), name="Amsterdam One", country=CountryCode("NL"), source="a test"
        )
    )
    for answer in platform.speaker(AUTHORITY).say_all(said):
        assert isinstance(answer, Receipt), answer


def made(folder: Path) -> None:
    """Let the maker say that the lot exists."""
    run = SerialRange(prefix="H", first=1, last=CHIPS, digits=6)
    lot = Made(lot=LotId("h100-0001"), model=MODEL, serials=(run,), on=date(2026, 1, 2))
    with opened(folder) as platform:
        assert isinstance(platform.speaker(MAKER).say(lot), Receipt)


@contextmanager
def border(within: Path, founded_in: Path) -> Iterator[Border]:
    """Lend two registries of one's own, and run the witness of both."""
    shutil.copytree(founded_in, within, dirs_exist_ok=True)
    between = within / "between"
    between.mkdir()
    running = Witness(within / WITNESS, within / "known-logs", WITNESS)
    try:
        running.started()
        until(lambda: answers(running.url))
        for name in ("north", "south"):
            wants(within / name, 1, running.line)
        yield Border(
            Side(within / "north", NORTH, SOUTH), Side(within / "south", SOUTH, NORTH), between
        )
    finally:
        running.stop()


def answers(url: str) -> bool:
    """Tell whether a server has begun: one that is ended before that may not hear it."""
    with suppress(httpx.TransportError):
        return httpx.get(url, trust_env=False).status_code > 0
    return False
