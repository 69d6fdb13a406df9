"""Every row judged: each rule asked once for every combination of what it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from comptrol.adapters.lab_columns.combining import Codes
from comptrol.adapters.lab_columns.facets import Facets
from comptrol.adapters.lab_columns.table import RequestTable
from comptrol.domains.law import (
    LAW,
    POLICY,
    Asked,
    Asking,
    Effect,
    Outcome,
    Rulebook,
    RuleFinding,
    Stance,
)

OUTCOMES: Final = tuple(Outcome)
_BITS: Final = 64


class Reads(NamedTuple):
    """What a rule reads: some facets always and, where the guard is open, others too."""

    always: tuple[str, ...] = ()
    guard: str = ""
    then: tuple[str, ...] = ()


_ITEM: Final = ("chip", "movement", "places", "limb", "barred")
_DAY: Final = "state:items"
READS: Final[Mapping[str, Reads]] = {
    "embargo": Reads(("column:door", "embargo:to", "embargo:site_country", "embargo:country")),
    "special_place": Reads(),
    "seats_under_embargo": Reads(
        (
            *("embargo:hq_country", "embargo:ultimate_parent_hq"),
            *("sameseat:hq_country", "sameseat:ultimate_parent_hq"),
        )
    ),
    "listings": Reads(("column:door", "column:listing", "binding")),
    "blocked_owners": Reads(("state:others",)),
    "affiliates": Reads(("state:others", "column:door", "movement")),
    "item_requirement": Reads((_DAY,), "controlled", _ITEM),
    "service": Reads((_DAY, "controlled"), "transfer", _ITEM),
    "whose_service": Reads(),
    "known": Reads(),
    "parity": Reads((_DAY, "transfer"), "purchase", (*_ITEM, "column:listing", "binding")),
    "prc_design": Reads(("state:others", "class"), "namedchip"),
    "letters": Reads((), "hinted", ("state:others", "movement", "side")),
    "end_use": Reads(
        (), "stateduse", ("use", "column:door", "usecountries", "side", "unknownseat")
    ),
    "supply_to_a_cloud": Reads(),
    "rental_red_flags": Reads(("state:others", "class", "nouse", "side", "seat:hq_country")),
    "red_flags": Reads(),
    "training": Reads(),
    "stated_rules": Reads(("state:data", "column:door", "class", "named", "training", "athome")),
    "tariff": Reads(),
}
"""What each rule reads. A rule that is not here would be judged wrongly, so it is refused.

What only a condition or a question that does not block rests on is not told apart.
"""

Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What every row came to: an outcome, and which findings and blocking questions it has.

    A finding is a bit of ``law`` or ``policy``, at the place of its ``RULE effect`` in
    ``findings``; a question that blocks is a bit of ``asks``, at its place in ``questions``.
    """

    outcomes: npt.NDArray[np.uint8]
    """The place of the outcome in ``OUTCOMES``."""
    law: Bits
    policy: Bits
    asks: Bits
    findings: tuple[str, ...]
    questions: tuple[str, ...]
    asked: int
    """How often a rule was asked."""

    def findings_of(self, row: int, part: str = "law") -> frozenset[str]:
        """Return the findings of a row, as ``RULE effect``."""
        bits = int(getattr(self, part)[row])
        return frozenset(it for place, it in enumerate(self.findings) if bits >> place & 1)

    def asks_of(self, row: int) -> frozenset[str]:
        """Return the questions that block a row."""
        bits = int(self.asks[row])
        return frozenset(it for place, it in enumerate(self.questions) if bits >> place & 1)


def judge_columns(
    table: RequestTable, rulebook: Rulebook, stance: Stance, known_at: date | None = None
) -> Judged:
    """Judge every row of a table by one rulebook, one way to judge, and what was known.

    Days before the rulebook begins are left to a person, as the engine does one by one.
    """
    return _Judging(table, rulebook, stance, known_at).judged()


class _Judging:
    """One table on its way to being judged, door by door and rule by rule."""

    def __init__(
        self, table: RequestTable, rulebook: Rulebook, stance: Stance, known_at: date | None
    ) -> None:
        self._table, self._rulebook = table, rulebook
        self._stance, self._known_at = stance, known_at
        self._findings: dict[str, int] = {}
        self._questions: dict[str, int] = {}
        self._asked = 0
        shape = table.rows
        self._law, self._policy, self._asks = (np.zeros(shape, dtype=np.uint64) for _ in range(3))

    def judged(self) -> Judged:
        early = self._table.days < self._rulebook.first_day.toordinal()
        doors = self._table.columns["door"]
        for door in ("sale", "rental"):
            if door in doors.values:
                rows = np.flatnonzero((doors.codes == doors.values.index(door)) & ~early)
                self._ask_all(door, rows)
        self._asks[early] = np.uint64(1) << np.uint64(self._bit(self._questions, "law.date"))
        return Judged(
            outcomes=self._outcomes(),
            law=self._law,
            policy=self._policy,
            asks=self._asks,
            findings=tuple(self._findings),
            questions=tuple(self._questions),
            asked=self._asked,
        )

    def _ask_all(self, door: str, rows: Codes) -> None:
        if not len(rows):
            return
        part = self._table.taking(rows)
        facets = Facets(part, self._rulebook, self._stance, self._known_at)
        for rules, into in ((LAW[door], self._law), (POLICY[door], self._policy)):
            for rule in rules:
                findings, asks = self._ask(rule, facets)
                into[rows] |= findings
                self._asks[rows] |= asks

    def _ask(self, rule: Asking, facets: Facets) -> tuple[Bits, Bits]:
        """Ask one rule once for each combination of what it reads."""
        name = rule.__name__
        assert name in READS, f"say what {name} reads"
        numbers, rows = facets.combined(*READS[name])
        found = np.zeros((2, len(rows)), dtype=np.uint64)
        for place, row in enumerate(rows):
            self._asked += 1
            for part in rule(facets.facts(int(row))):
                if isinstance(part, RuleFinding):
                    bit = self._bit(self._findings, f"{part.rule} {part.effect.value}")
                    found[0, place] |= np.uint64(1) << np.uint64(bit)
                elif isinstance(part, Asked) and part.blocking:
                    bit = self._bit(self._questions, part.question)
                    found[1, place] |= np.uint64(1) << np.uint64(bit)
        return found[0][numbers], found[1][numbers]

    def _bit(self, numbers: dict[str, int], name: str) -> int:
        bit = numbers.setdefault(name, len(numbers))
        assert bit < _BITS, "so many kinds of findings have never been seen"
        return bit

    def _outcomes(self) -> npt.NDArray[np.uint8]:
        """Weigh findings and questions as the engine does; a licence leaves a bar to a person."""
        barred = self._found(Effect.LICENCE_REQUIRED)
        licences = self._table.columns.get("licence")
        licensed = np.zeros(self._table.rows, dtype=bool)
        if licences is not None:
            licensed = np.array([bool(it) for it in licences.values], dtype=bool)[licences.codes]
        covers = np.uint64(1) << np.uint64(self._bit(self._questions, "licence.covers"))
        self._asks[barred & licensed] |= covers
        outcomes = np.full(self._table.rows, OUTCOMES.index(Outcome.ALLOW), dtype=np.uint8)
        outcomes[self._asks != 0] = OUTCOMES.index(Outcome.HOLD)
        refused = (barred & ~licensed) | self._found(Effect.LIMIT_REACHED)
        outcomes[refused] = OUTCOMES.index(Outcome.REFUSE)
        return outcomes

    def _found(self, effect: Effect) -> npt.NDArray[np.bool_]:
        """Tell in which rows the law says something to an effect."""
        bits = np.uint64(0)
        for name, bit in self._findings.items():
            if name.endswith(f" {effect.value}"):
                bits |= np.uint64(1) << np.uint64(bit)
        found: npt.NDArray[np.bool_] = (self._law & bits) != 0
        return found
