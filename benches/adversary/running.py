"""How is it played? All instances and the background, merged by day, down the one path, watched.

A world is founded as the product's is, in a database of its own. A day has three parts: what is
said on it, from noon on; midnight; and the watch, which looks at the day that is over.
"""

import tempfile
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from benches.adversary.acts import Acts, Said
from benches.adversary.cast import FIRST_DAY, opening
from benches.adversary.reporting import calendar
from benches.adversary.stage import KEYRING
from benches.adversary.watch import Watcher
from comptrol.adapters.store_sqlite import SqliteStore
from comptrol.bootstrap import AUTHORITY, DATABASE, Platform, found
from comptrol.bootstrap.platform import assembled
from comptrol.domains import DOMAINS
from comptrol.domains.alarms import Raised
from comptrol.domains.gate import Ruled
from comptrol.domains.law import Outcome, Rulebooks
from comptrol.flow.catalogue import Catalogue
from comptrol.kernel.finding import Answer, Receipt, Refused
from comptrol.kernel.identifiers import CountryCode

GAP = "flow.sequence-gap"
TAIL_DAYS = 35
"""How long the watch goes on when everybody has said what they say."""
NIGHTLY_DAYS = 270
"""After so many days only reports come in, and what is counted: the watch runs once a week."""


class DayClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = moment(FIRST_DAY, 12)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self.at


def moment(day: date, hour: int) -> datetime:
    """Return an hour of a day, UTC."""
    return datetime.combine(day, time(hour), UTC)


class Seen(NamedTuple):
    """What the platform said that somebody should look at, and on which day."""

    day: date
    said: Raised | Ruled


@dataclass
class Actor:
    """A generator that plays, what it wants to say next, and what became of what it said."""

    instance: str
    acts: Acts[None]
    next: Said | None = None
    deeds: list[tuple[date, int]] = field(default_factory=list)
    """The day and the position of everything that was part of the deed."""
    refused: list[tuple[date, str]] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    """Positions of everything that it had said."""

    def begin(self) -> None:
        """Let it come to its first words."""
        self.next = next(self.acts, None)

    def told(self, answer: Answer, tolerated: Sequence[str]) -> None:
        """Tell it what became of its words, and let it come to the next."""
        said = self.next
        assert said is not None, "it was asked"  # noqa: S101
        if isinstance(answer, Receipt):
            self.own.add(answer.position)
        else:
            self._refused(said, answer, tolerated)
        if said.deed:
            position = answer.position if isinstance(answer, Receipt) else -1
            self.deeds.append((said.day, position))
        try:
            self.next = self.acts.send(answer)
        except StopIteration:
            self.next = None
        if self.next is not None and self.next.day < said.day:
            raise SystemExit(f"{self.instance}: {self.next} is said after {said.day}")

    def _refused(self, said: Said, answer: Refused, tolerated: Sequence[str]) -> None:
        codes = [it.code for it in answer.findings]
        self.refused += [(said.day, it) for it in codes]
        if not set(codes) & set(tolerated):
            told = "; ".join(f"{it.code}: {it.detail}" for it in answer.findings)
            raise SystemExit(f"{self.instance}: {said.speaker} said {said.statement}: {told}")


@contextmanager
def opened(clock: DayClock) -> Generator[Platform]:
    """Open a founded platform in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="comptrol-adversary-") as folder:
        store = SqliteStore(Path(folder) / DATABASE, Catalogue(DOMAINS).layouts, durable=False)
        platform = assembled(store, KEYRING, 0, clock)
        try:
            found(platform, name="The authority", country=CountryCode("SG"))
            said = (*opening(platform.references.of(Rulebooks).default), *calendar())
            for answer in platform.speaker(AUTHORITY).say_all(said):
                if isinstance(answer, Refused):
                    raise SystemExit(f"the world is refused: {answer}")
            yield platform
        finally:
            platform.close()


class Play:
    """One world, and everybody who acts in it."""

    def __init__(self, platform: Platform, clock: DayClock, tolerated: Sequence[str]) -> None:
        self._platform, self._clock, self._tolerated = platform, clock, tolerated
        self._watcher = Watcher(platform)
        self._by_day: defaultdict[date, list[Actor]] = defaultdict(list)
        self._around = set[str]()
        self.seen: list[Seen] = []
        self.days = 0

    def run(self, actors: Iterable[Actor], around: Iterable[Actor] = ()) -> None:
        """Play until all instances have said what they say, and for some time after it.

        What goes on around them ends with the world: it does not keep it going, or the innocent
        of an instance would fall silent in it.
        """
        for actor in actors:
            actor.begin()
            self._await(actor)
        last = max(self._by_day)
        for actor in around:
            actor.begin()
            self._await(actor)
            self._around.add(actor.instance)
        day = FIRST_DAY
        while day <= last + timedelta(days=TAIL_DAYS):
            self._clock.at = moment(day, 12)
            while acting := self._by_day.pop(day, []):
                self._say(acting)
                ahead = [
                    it.next.day for it in acting if it.next and it.instance not in self._around
                ]
                last = max([last, *ahead])
            self._clock.at = moment(day + timedelta(days=1), 0)
            if self.days < NIGHTLY_DAYS or self.days % 7 == 0:
                self._note(self._watcher.run(day), day)
            day += timedelta(days=1)
            self.days += 1

    def _await(self, actor: Actor) -> None:
        if actor.next is not None:
            self._by_day[actor.next.day].append(actor)

    def _say(self, acting: list[Actor]) -> None:
        """Let each of them say one thing, all in one step, and hear what becomes of it.

        Where something is refused, what its speaker said after it has a gap in its numbers: it is
        said again.
        """
        while acting:
            answers = self._submit([it.next for it in acting if it.next is not None])
            again, stumbled = [], set[str]()
            for actor, answer in zip(acting, answers, strict=True):
                assert actor.next is not None, "it was asked"  # noqa: S101
                speaker, day = actor.next.speaker, actor.next.day
                if isinstance(answer, Refused) and speaker in stumbled and _gap(answer):
                    again.append(actor)
                    continue
                if isinstance(answer, Refused):
                    stumbled.add(speaker)
                self._note([answer], day)
                actor.told(answer, self._tolerated)
                self._await(actor)
            acting = again

    def _submit(self, said: list[Said]) -> list[Answer]:
        store, numbers, raws = self._platform.store, dict[str, int](), []
        for it in said:
            speaker = self._platform.speaker(it.speaker)
            before = numbers.get(it.speaker)
            if before is None:
                before = store.sequence(KEYRING.of(it.speaker).key)
            numbers[it.speaker] = before + 1
            raws.append(speaker.envelope(it.statement, before + 1))
        return self._platform.intake.submit_all(raws)

    def _note(self, answers: Iterable[Answer], day: date) -> None:
        for answer in answers:
            for entry in answer.consequences if isinstance(answer, Receipt) else ():
                said = entry.statement
                if isinstance(said, Raised | Ruled) and _tells(said):
                    self.seen.append(Seen(day, said))


def _tells(said: Raised | Ruled) -> bool:
    return isinstance(said, Raised) or said.decision.outcome is not Outcome.ALLOW


def _gap(answer: Refused) -> bool:
    return any(it.code == GAP for it in answer.findings)
