"""The parts that events are put together from: what, where, under which papers, between whom."""

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final
from urllib.parse import quote

from comptrol.adapters.epcis.names import Names
from comptrol.adapters.epcis.words import LISTED_MAX, PREFIX
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import (
    Arrived,
    ChipId,
    LotId,
    Made,
    SiteId,
    Span,
    Split,
    chip_of,
    serials_of,
)
from comptrol.kernel.identifiers import PartyId

Parts = dict[str, Any]

POSSESSING: Final = "possessing_party"
"""Whoever has the chips: the registry knows of holders, not of owners."""


def own(field: str) -> str:
    """Return a field of ours, as it stands in an event."""
    return f"{PREFIX}:{field}"


def registry(origin: str) -> str:
    """Return the URI of a registry, by the origin line of its log."""
    return f"https://{quote(origin, safe='/.:~_-')}/"


class Writing:
    """Writes parts of events with the names under one place on the web."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def lot(self, lot: LotId, chips: int | None = None) -> Parts:
        """Return that it is about a lot as a class, and about how many of it."""
        named: Parts = {"epcClass": self.names.of("lot", lot)}
        if chips is not None:
            named["quantity"] = chips
        return {"quantityList": [named]}

    def chips(self, chips: Iterable[ChipId]) -> list[str]:
        """Return chips by name."""
        return [self.names.of("chip", chip) for chip in chips]

    def chips_of(self, lot: LotId, chips: Iterable[ChipId] | None) -> Parts:
        """Return that it is about chips by name, or about whichever of a lot it can be true of."""
        return self.lot(lot) if chips is None else {"epcList": self.chips(chips)}

    def serials(self, said: Made | Arrived, maker: PartyId, spans: list[Span]) -> Parts:
        """Return the chips of a new lot: each by name, or of many the lot, and its serials."""
        chips = sum(span.chips for span in spans)
        if chips > LISTED_MAX:
            return self.lot(said.lot, chips) | serials(said)
        names = chain.from_iterable(map(serials_of, spans))
        return {"epcList": self.chips(chip_of(maker, serial) for serial in names)}

    def born(self, lot: LotId, model: ModelId) -> Parts:
        """Return what a lot is from its beginning on."""
        model_uri = self.names.of("model", model)
        return {"ilmd": {"cbvmda:lotNumber": lot, own("model"): model_uri}}

    def there(self, site: SiteId) -> Parts:
        """Return that it was seen at a site, and is there now."""
        place = {"id": self.names.of("site", site)}
        return {"readPoint": place, "bizLocation": place}

    def papers(self, **papers: tuple[str, str | None]) -> Parts:
        """Return the documents that it is under, by their type in CBV 2.0."""
        listed = [
            {"type": type_, "bizTransaction": self.names.of(word, name)}
            for type_, (word, name) in papers.items()
            if name is not None
        ]
        return {"bizTransactionList": listed}

    def end(self, which: str, party: PartyId, site: SiteId | None) -> Parts:
        """Return the source or the destination of a hand-over."""
        found = [{"type": POSSESSING, which: self.names.of("party", party)}]
        if site is not None:
            found.append({"type": "location", which: self.names.of("site", site)})
        return {f"{which}List": found}


def serials(said: Made | Arrived | Split) -> Parts:
    """Return serials as the statement has them: ranges, and one by one."""
    ranges = [
        {own("prefix"): it.prefix, own("first"): it.first, own("last"): it.last}
        | {own("digits"): it.digits}
        for it in said.serials
    ]
    return {own("serials"): {own("ranges"): ranges, own("listed"): list(said.listed)}}
