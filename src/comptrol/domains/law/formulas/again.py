"""The same question of law asked again: the answer is known, for it depends on nothing else.

A provider's jobs are alike: the same customers, chips, sites and purposes. So what ``decide``
answered is kept, under all that it reads. What it does not read is left out of that: how much
exactly a rental comes to, but for the sentence on small use, which is told anew; and of an end
use the words that no rule asks about, of which people hardly ever write the same.
"""

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.law.formulas.answer import Decision
from comptrol.domains.law.formulas.conduct import as_judged
from comptrol.domains.law.formulas.decision import decide
from comptrol.domains.law.formulas.facts import Stance
from comptrol.domains.law.formulas.request import AccessRequest
from comptrol.domains.law.formulas.rulebook import Rulebook
from comptrol.domains.law.formulas.small_use import Measured, compared, exempt, is_small
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import Digest

KEPT_MAX: Final = 4096
"""Some tens of MB; then all of it is forgotten."""
_BEYOND: Final = Decimal(10**18)
"""Beyond any limit of small use, so that no rental with it is small."""

_Key = tuple[bytes, Digest, date, date, Stance, int]
_encode = msgspec.msgpack.Encoder().encode


class Decided:
    """Answers of law that were given, with what they depend on."""

    def __init__(self) -> None:
        self._kept: dict[_Key, tuple[Decision, Countries]] = {}
        self._uses: dict[tuple[str, Digest], str] = {}

    def decide(
        self,
        request: AccessRequest,
        rulebook: Rulebook,
        countries: Countries,
        *,
        as_of: date,
        known_at: date,
        stance: Stance,
    ) -> Decision:
        """Return what ``decide`` answers, from memory where it was asked before."""
        found = compared(request, stance)
        alike = _alike(request, found, self._use(request.end_use, rulebook))
        key = (_encode(alike), rulebook.digest, as_of, known_at, stance, id(countries))
        known = self._kept.get(key)
        if known is None:
            known = (
                decide(alike, rulebook, countries, as_of=as_of, known_at=known_at, stance=stance),
                countries,
            )
            if len(self._kept) >= KEPT_MAX:
                self._kept.clear()
            self._kept[key] = known  # with its countries, so that no other takes their number
        answer, _ = known
        return _said_of(answer, compared(alike, stance), found) if is_small(found) else answer

    def _use(self, end_use: str, rulebook: Rulebook) -> str:
        """Return an end use as it is judged, from memory where it was stated before."""
        known = self._uses.get((end_use, rulebook.digest))
        if known is None:
            if len(self._uses) >= KEPT_MAX:
                self._uses.clear()
            known = self._uses[end_use, rulebook.digest] = as_judged(end_use, rulebook)
        return known


def _alike(request: AccessRequest, found: tuple[Measured, ...], end_use: str) -> AccessRequest:
    """Return a request as all are that get the same answer.

    Beside small use nothing reads how much a rental comes to, and there it is told, and only which
    limits it passes counts: whatever is within one becomes nothing, whatever is beyond it is far
    beyond. A name is read where it was found on a list, and nowhere else.
    """
    recipient = request.recipient
    if not request.listings:
        recipient = msgspec.structs.replace(recipient, name="")
    chips, hours = request.group_chips, request.group_chip_hours
    by_unit = {it.unit: _BEYOND * (not it.within) for it in found}
    return msgspec.structs.replace(
        request,
        recipient=recipient,
        end_use=end_use,
        chip_hours=None if hours is not None else request.chip_hours,
        group_chips=int(by_unit.get("chips at once", 0)) if chips is not None else None,
        group_chip_hours=by_unit.get("chip-hours", Decimal(0)) if hours is not None else None,
    )


def _said_of(
    answer: Decision, judged: tuple[Measured, ...], found: tuple[Measured, ...]
) -> Decision:
    """Return an answer on small use with how much it was, as nothing else in it says."""
    told, detail = exempt(judged), exempt(found)
    if told == detail:
        return answer
    policy = (
        msgspec.structs.replace(it, detail=detail) if it.detail == told else it
        for it in answer.policy
    )
    return msgspec.structs.replace(answer, policy=tuple(policy))


DECIDED: Final = Decided()
"""One memory for the process: what it holds is the same for whoever asks."""
